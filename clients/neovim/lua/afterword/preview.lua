-- A window with several texts in full, numbered like the list that the writer chooses from.

local api = vim.api
local M = {}

local WIDEST_COLUMNS = 72
local LIST_COLUMNS = 60

---@param text string
---@return string
function M.first_words(text)
  local line = vim.trim((text:gsub("%s+", " ")))
  if vim.fn.strdisplaywidth(line) <= LIST_COLUMNS then
    return line
  end
  return vim.fn.printf("%." .. LIST_COLUMNS .. "S", line) .. "…"
end

---@param texts string[]
---@return string[] lines
local function lines_of(texts)
  local lines = {} ---@type string[]
  for number, text in ipairs(texts) do
    if number > 1 then
      lines[#lines + 1] = ""
    end
    local numbered = ("%d  %s"):format(number, vim.trim(text))
    vim.list_extend(lines, vim.split(numbered, "\r?\n"))
  end
  return lines
end

---@param lines string[]
---@param width integer In columns.
---@return integer rows
local function height_of(lines, width)
  local rows = 0
  for _, line in ipairs(lines) do
    rows = rows + math.max(1, math.ceil(vim.fn.strdisplaywidth(line) / width))
  end
  return rows
end

--- Show the texts at the top of the screen, out of the way of lists and prompts.
---@param texts string[]
---@return fun() close
function M.open(texts)
  local bufnr = api.nvim_create_buf(false, true)
  local lines = lines_of(texts)
  api.nvim_buf_set_lines(bufnr, 0, -1, true, lines)
  local width = math.max(1, math.min(WIDEST_COLUMNS, vim.o.columns - 4))
  -- Lines break at words, which can take a row more than counted.
  local height = height_of(lines, width) + #texts
  local window = api.nvim_open_win(bufnr, false, {
    relative = "editor",
    row = 0,
    col = math.max(0, vim.o.columns - width - 2),
    width = width,
    height = math.max(1, math.min(height, vim.o.lines - #texts - 6)),
    style = "minimal",
    border = "rounded",
    title = " Takes ",
    focusable = false,
  })
  vim.wo[window].wrap = true
  vim.wo[window].linebreak = true
  vim.cmd.redraw() -- the list may wait for an answer before the screen is drawn
  return function()
    if api.nvim_win_is_valid(window) then
      api.nvim_win_close(window, true)
    end
    if api.nvim_buf_is_valid(bufnr) then
      api.nvim_buf_delete(bufnr, { force = true })
    end
  end
end

return M
