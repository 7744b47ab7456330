-- Takes ghost text into the buffer: all of it, or its first word, clause or sentence. How far those
-- reach is for the server to say, which knows languages.

local places = require("afterword.places")
local servers = require("afterword.servers")

local api = vim.api
local M = {}

-- What the server reads to tell, say, an abbreviation from a sentence's end.
local BEFORE_CHARACTERS = 200

--- Insert at the cursor, as a change that is undone by itself.
---@param session afterword.Session
---@param text string One line.
local function insert(session, text)
  local row, col = unpack(api.nvim_win_get_cursor(0))
  M.break_undo()
  api.nvim_buf_set_text(session.bufnr, row - 1, col, row - 1, col, { text })
  api.nvim_win_set_cursor(0, { row, col + #text })
  M.break_undo()
end

--- End the change that `u` takes back as one.
function M.break_undo()
  vim.go.undolevels = vim.go.undolevels -- :help undo-break
end

---@param session afterword.Session
---@param shown afterword.Shown
---@param part string
local function take(session, shown, part)
  insert(session, part)
  if part ~= shown.text then
    return -- Neovim tells that the cursor has moved, and the rest is drawn there.
  end
  session.display.taken(session)
  local command = shown.item.command
  if command and servers.has(session.client, command.command) then
    servers.run(session.client, command.command, command.arguments or {}, nil, function() end)
  end
end

--- Take all that is shown.
---@param session afterword.Session
---@return boolean was_shown
function M.take_all(session)
  local shown = session.display.shown(session)
  if shown then
    take(session, shown, shown.text)
  end
  return shown ~= nil
end

---@param place afterword.Place
---@return string
local function text_before(place)
  local first = math.max(0, place.row - 5)
  local lines = api.nvim_buf_get_lines(place.bufnr, first, place.row, false)
  lines[#lines + 1] = place.before
  local text = table.concat(lines, "\n")
  return vim.fn.strcharpart(text, math.max(0, vim.fn.strcharlen(text) - BEFORE_CHARACTERS))
end

---@param session afterword.Session
---@param unit "word"|"clause"|"sentence"
local function fetch_part(session, unit)
  local place = places.here(session.bufnr)
  local shown = place and session.display.shown(session)
  if not place or not shown then
    session.units = nil
    return
  end
  local function next_unit()
    local following = table.remove(session.units, 1)
    if following then
      fetch_part(session, following)
    else
      session.units = nil
    end
  end
  local argument = { text = shown.text, before = text_before(place), unit = unit }
  servers.run(session.client, servers.FIRST_PART, { argument }, function(result)
    local is_right = places.are_same(place, places.here(session.bufnr))
    if is_right and vim.startswith(shown.text, result.text) then
      take(session, shown, result.text)
      next_unit()
    else
      session.units = nil -- the writer typed on, and meant that
    end
  end, function(message)
    session.units = nil
    vim.notify("Afterword: " .. message, vim.log.levels.WARN)
  end)
end

--- Take the first word, clause or sentence; pressed again meanwhile, the next one too.
---@param session afterword.Session
---@param unit "word"|"clause"|"sentence"
---@return boolean was_shown
function M.take_part(session, unit)
  if not session.display.shown(session) then
    return false
  end
  if not servers.has(session.client, servers.FIRST_PART) then
    return M.take_all(session)
  end
  if session.units then
    table.insert(session.units, unit)
  else
    session.units = {}
    fetch_part(session, unit)
  end
  return true
end

return M
