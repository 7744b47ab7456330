-- A continuation that is drawn while the server writes it. The server says what stands there and
-- where, and what is left of it when the writer types on; here it is drawn, kept or taken away.

local accepting = require("afterword.accepting")
local drawn_text = require("afterword.drawn_text")
local options = require("afterword.options")
local servers = require("afterword.servers")
local sessions = require("afterword.sessions")

local api = vim.api
local M = {}

---@class afterword.Growing
---@field id string What the server calls it.
---@field changed_tick integer The buffer's changedtick when it was changed last, 0 before that.
---@field group integer
---@field restore_keys fun() Gives back the keys that normal mode has meanwhile.
---@field is_whole? boolean Whether the server writes no more of it.
---@field spot? afterword.Spot Where it is drawn; nil while nothing is.

---@class afterword.Told What the server sends; see docs/protocol.md.
---@field id string
---@field uri string
---@field version integer
---@field position lsp.Position
---@field text string
---@field is_whole boolean

---@class afterword.Spot
---@field row integer From 0.
---@field col integer In bytes, from 0.
---@field before string The line's text before it.
---@field after string The line's text behind it.
---@field text string

local count = 0

---@param session afterword.Session
local function end_it(session)
  local growing = session.growing
  session.growing, session.writing_id = nil, nil
  if growing then
    api.nvim_del_augroup_by_id(growing.group)
    if api.nvim_buf_is_valid(session.bufnr) then
      drawn_text.erase(session.bufnr)
      growing.restore_keys()
    end
  end
end

--- Take it away, and have the server write no more.
---@param session afterword.Session
---@return boolean was_growing
function M.stop(session)
  local request_id, was_growing = session.writing_id, session.growing ~= nil
  end_it(session)
  if was_growing and request_id then
    session.client:cancel_request(request_id)
  end
  return was_growing
end

---@param session afterword.Session
---@param row integer
---@param col integer
---@param text string
local function draw(session, row, col, text)
  local line = api.nvim_buf_get_lines(session.bufnr, row, row + 1, false)[1]
  if not line or text == "" then
    session.growing.spot = nil
    drawn_text.erase(session.bufnr)
    return
  end
  session.growing.spot =
    { row = row, col = col, before = line:sub(1, col), after = line:sub(col + 1), text = text }
  drawn_text.draw(session.bufnr, row, col, text)
end

--- After a key, until the server has heard of it: it may have typed what is drawn.
---@param session afterword.Session
local function follow(session)
  local growing = session.growing
  local tick = api.nvim_buf_get_changedtick(session.bufnr)
  local spot = growing and growing.spot
  if not growing or growing.changed_tick == tick then
    return
  end
  growing.changed_tick = tick
  if not spot then
    return
  end
  local line = api.nvim_buf_get_lines(session.bufnr, spot.row, spot.row + 1, false)[1] or ""
  local length = #line - #spot.before - #spot.after
  local typed = length >= 0 and line:sub(#spot.before + 1, #spot.before + length)
  if typed and line == spot.before .. typed .. spot.after and vim.startswith(spot.text, typed) then
    draw(session, spot.row, spot.col + length, spot.text:sub(length + 1))
  else
    draw(session, spot.row, 0, "")
  end
end

--- The server has written more, or follows what was typed.
---@param client vim.lsp.Client
---@param told afterword.Told
function M.hear(client, told)
  local session = sessions.of(vim.uri_to_bufnr(told.uri))
  local growing = session and session.growing
  if not session or not growing or growing.id ~= told.id then
    return
  end
  if told.version < growing.changed_tick then
    return -- of a text that has changed since: the server is about to say more
  end
  growing.is_whole = told.is_whole
  local row = told.position.line
  local line = api.nvim_buf_get_lines(session.bufnr, row, row + 1, false)[1]
  if line then
    local col = vim.str_byteindex(line, client.offset_encoding, told.position.character, false)
    draw(session, row, col, (told.text:gsub("\r\n", "\n")))
  end
end

--- Take two keys of normal mode for as long as something is drawn. In insert mode the usual ones
--- do, and Escape ends the mode and the text with it; see `attaching`.
---@param session afterword.Session
---@return fun() restore
local function take_keys(session)
  local bufnr, before = session.bufnr, {} ---@type integer, table<string, table>
  local function take(key, run)
    local mapping = vim.fn.maparg(key, "n", false, true)
    before[key] = mapping.buffer == 1 and mapping or {}
    vim.keymap.set("n", key, run, { buffer = bufnr, desc = "Afterword: the continuation" })
  end
  take("<Esc>", function()
    M.stop(session)
  end)
  local accept = options.current().keys.accept
  if accept then
    take(accept, function()
      M.keep(session)
    end)
  end
  return function()
    for key, mapping in pairs(before) do
      pcall(vim.keymap.del, "n", key, { buffer = bufnr })
      if not vim.tbl_isempty(mapping) then
        api.nvim_buf_call(bufnr, function()
          vim.fn.mapset("n", false, mapping)
        end)
      end
    end
  end
end

---@param session afterword.Session
---@param id string
---@return afterword.Growing
local function new(session, id)
  local group = api.nvim_create_augroup(("afterword.growing:%d"):format(session.bufnr), {})
  api.nvim_create_autocmd({ "TextChanged", "TextChangedI", "TextChangedP" }, {
    group = group,
    buffer = session.bufnr,
    callback = function()
      follow(session)
    end,
  })
  return { id = id, changed_tick = 0, group = group, restore_keys = take_keys(session) }
end

--- Draw a continuation while it is written.
---@param session afterword.Session
---@param place? table Where the server offered it; by default where the cursor is.
function M.start(session, place)
  M.stop(session)
  session.display.hide(session)
  count = count + 1
  local id = tostring(count)
  local argument = vim.tbl_extend("force", place or servers.cursor(session), { id = id })
  session.growing = new(session, id)
  local function is_this()
    return session.growing ~= nil and session.growing.id == id
  end
  local command = servers.GROW_CONTINUATION
  session.writing_id = servers.run(session.client, command, { argument }, function()
    if is_this() then
      end_it(session)
    end
  end, function(message)
    if is_this() then
      end_it(session)
      vim.notify("Afterword: " .. message, vim.log.levels.WARN)
    end
  end)
end

--- Put all that is drawn into the text, as one change; no more of it is written then.
---@param session afterword.Session
---@return boolean was_shown
function M.keep(session)
  local growing = session.growing
  local spot = growing and growing.spot
  if not spot then
    return false
  end
  local lines = vim.split(spot.text, "\n")
  accepting.break_undo()
  api.nvim_buf_set_text(session.bufnr, spot.row, spot.col, spot.row, spot.col, lines)
  local last = lines[#lines]
  local col = #lines == 1 and spot.col + #last or #last
  if vim.startswith(api.nvim_get_mode().mode, "i") then
    api.nvim_win_set_cursor(0, { spot.row + #lines, col })
  end
  accepting.break_undo()
  M.stop(session)
  return true
end

return M
