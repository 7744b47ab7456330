-- Draws ghost text with our own extmarks, and asks for it: for Neovim 0.11, which can't.

local places = require("afterword.places")
local requests = require("afterword.requests")

local api = vim.api
local M = {} ---@type afterword.Display

local NAMESPACE = api.nvim_create_namespace("afterword")
-- Letters that come faster than this are one change; the server gives way to the latest anyway.
local PAUSE_MS = 30

---@class afterword.OwnState
---@field index integer Which item of the answer is drawn; 0 for none.
---@field timer uv.uv_timer_t
---@field group integer

local states = {} ---@type table<integer, afterword.OwnState?>

---@param session afterword.Session
---@return afterword.Shown?
function M.shown(session)
  local state, answer = states[session.bufnr], session.answer
  local item = state and answer and answer.items[state.index]
  local text = item and places.rest(answer.place, item.insertText)
  return text and { text = text, item = item } or nil
end

---@param session afterword.Session
local function clear(session)
  if api.nvim_buf_is_valid(session.bufnr) then
    api.nvim_buf_clear_namespace(session.bufnr, NAMESPACE, 0, -1)
  end
end

---@param session afterword.Session
---@param index integer
---@param with_count? boolean
local function draw(session, index, with_count)
  clear(session)
  states[session.bufnr].index = index
  local shown = M.shown(session)
  if not shown then
    states[session.bufnr].index = 0
    return
  end
  local chunks = { { shown.text, "AfterwordGhost" } }
  if with_count then
    chunks[2] = { (" (%d/%d)"):format(index, #session.answer.items), "AfterwordCount" }
  end
  local row, col = unpack(api.nvim_win_get_cursor(0))
  api.nvim_buf_set_extmark(session.bufnr, NAMESPACE, row - 1, col, {
    virt_text = chunks,
    virt_text_pos = "inline",
    hl_mode = "combine",
  })
end

---@param session afterword.Session
local function request(session)
  if places.here(session.bufnr) then
    local params = requests.params(session, requests.AUTOMATIC)
    session.client:request(requests.METHOD, params, function()
      if places.here(session.bufnr) then
        draw(session, 1)
      end
    end, session.bufnr)
  end
end

---@param session afterword.Session
local function follow(session)
  local state = states[session.bufnr]
  draw(session, state.index)
  state.timer:start(
    PAUSE_MS,
    0,
    vim.schedule_wrap(function()
      if states[session.bufnr] == state then
        request(session)
      end
    end)
  )
end

function M.start(session)
  local group = api.nvim_create_augroup(("afterword.display:%d"):format(session.bufnr), {})
  states[session.bufnr] = { index = 0, timer = assert(vim.uv.new_timer()), group = group }
  api.nvim_create_autocmd({ "InsertEnter", "CursorMovedI", "TextChangedI", "TextChangedP" }, {
    group = group,
    buffer = session.bufnr,
    callback = function()
      follow(session)
    end,
  })
  if places.here(session.bufnr) then
    follow(session)
  end
end

function M.stop(session)
  local state = states[session.bufnr]
  if state then
    M.hide(session)
    state.timer:close()
    api.nvim_del_augroup_by_id(state.group)
    states[session.bufnr] = nil
  end
end

function M.tidy() end -- What we draw is tidy.

function M.hide(session)
  states[session.bufnr].index = 0
  states[session.bufnr].timer:stop()
  clear(session)
end

function M.taken(session)
  M.hide(session)
  follow(session)
end

function M.ask(session, step)
  states[session.bufnr].timer:stop()
  local function draw_first()
    draw(session, 1)
  end
  requests.ask(session, draw_first, function(items)
    if #items > 0 and step ~= 0 then
      M.move(session, step)
    end
  end)
end

function M.move(session, step)
  local count = #session.answer.items
  draw(session, (states[session.bufnr].index + step - 1) % count + 1, true)
end

return M
