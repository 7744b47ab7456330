-- Draws a text of several lines as ghost text: the first where it would stand, the others below.
-- Knows nothing of servers.

local api = vim.api
local M = {}

local NAMESPACE = api.nvim_create_namespace("afterword.drawn_text")

---@param bufnr integer
function M.erase(bufnr)
  api.nvim_buf_clear_namespace(bufnr, NAMESPACE, 0, -1)
end

--- Neovim cuts lines that are drawn below another, so they are broken here: at spaces, or anywhere
--- in scripts that have none.
---@param line string
---@param width integer In columns.
---@return string[]
function M.broken(line, width)
  local rows = { "" } ---@type string[]
  for _, piece in ipairs(vim.fn.split(line, [[\s\zs\|[^\x00-\xff]\zs]])) do
    local row = rows[#rows] .. piece
    if rows[#rows] ~= "" and vim.fn.strdisplaywidth((row:gsub("%s+$", ""))) > width then
      rows[#rows + 1] = piece
    else
      rows[#rows] = row
    end
  end
  return rows
end

---@param bufnr integer
---@param row integer From 0.
---@param col integer In bytes, from 0.
---@param text string
function M.draw(bufnr, row, col, text)
  local window = vim.fn.bufwinid(bufnr)
  local info = window > 0 and vim.fn.getwininfo(window)[1]
  local width = info and math.max(1, info.width - info.textoff) or vim.o.columns
  local first, below = nil, {} ---@type string?, [string, string][][]
  for _, line in ipairs(vim.split(text, "\n")) do
    if not first then
      first = line
    else
      for _, part in ipairs(M.broken(line, width)) do
        below[#below + 1] = { { part, "AfterwordGhost" } }
      end
    end
  end
  M.erase(bufnr)
  api.nvim_buf_set_extmark(bufnr, NAMESPACE, row, col, {
    virt_text = { { first, "AfterwordGhost" } },
    virt_text_pos = "inline",
    virt_lines = below,
    hl_mode = "combine",
  })
end

return M
