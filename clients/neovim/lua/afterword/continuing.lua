-- Writes on to the end of the paragraph: as one continuation, or as one of several that the writer
-- chooses. The server decides where it goes in.

local accepting = require("afterword.accepting")
local growing = require("afterword.growing")
local preview = require("afterword.preview")
local servers = require("afterword.servers")

local api = vim.api
local M = {}

local NAMESPACE = api.nvim_create_namespace("afterword.continuing")
local CHANGED = "Afterword: the text has changed. Ask for takes again."

---@param session afterword.Session
---@return boolean was_writing
function M.stop(session)
  if growing.stop(session) then
    return true
  end
  local request_id = session.writing_id
  session.writing_id = nil
  return request_id ~= nil and session.client:cancel_request(request_id)
end

---@param session afterword.Session
---@param command string
---@param on_result fun(result: any)
---@param place? table As the server wrote it; by default where the cursor is.
local function write(session, command, on_result, place)
  if not servers.has(session.client, command) then
    vim.notify("Afterword: this server has no " .. command .. ".", vim.log.levels.WARN)
    return
  end
  M.stop(session)
  session.display.hide(session)
  accepting.break_undo()
  session.writing_id = servers.run(
    session.client,
    command,
    { place or servers.cursor(session) },
    function(result)
      session.writing_id = nil
      on_result(result)
    end,
    function(message)
      session.writing_id = nil
      vim.notify("Afterword: " .. message, vim.log.levels.WARN)
    end
  )
end

--- Remember where the cursor is, and return what puts it behind the text that goes in there.
---@param bufnr integer
---@return fun()
local function keep_cursor(bufnr)
  local window = api.nvim_get_current_win()
  local row, col = unpack(api.nvim_win_get_cursor(window))
  if not vim.startswith(api.nvim_get_mode().mode, "i") then
    return function() end
  end
  local mark = api.nvim_buf_set_extmark(bufnr, NAMESPACE, row - 1, col, {})
  return function()
    local place = api.nvim_buf_get_extmark_by_id(bufnr, NAMESPACE, mark, {})
    api.nvim_buf_del_extmark(bufnr, NAMESPACE, mark)
    local is_here = api.nvim_win_is_valid(window) and api.nvim_win_get_buf(window) == bufnr
    if is_here and #place > 0 then
      api.nvim_win_set_cursor(window, { place[1] + 1, place[2] })
    end
  end
end

--- Write on, and draw the text while it comes. A server that is older makes an edit.
---@param session afterword.Session
---@param place? table Where the server offered it; by default where the cursor is.
function M.continue_paragraph(session, place)
  if servers.has(session.client, servers.GROW_CONTINUATION) then
    growing.start(session, place)
    return
  end
  local follow = keep_cursor(session.bufnr)
  write(session, servers.CONTINUE_PARAGRAPH, function()
    accepting.break_undo()
    follow()
  end)
end

---@class afterword.Take
---@field text string
---@field confidence number

---@param session afterword.Session
---@param position lsp.Position
---@param take afterword.Take
local function insert(session, position, take)
  local follow = keep_cursor(session.bufnr)
  local edit = { range = { start = position, ["end"] = position }, newText = take.text }
  accepting.break_undo()
  vim.lsp.util.apply_text_edits({ edit }, session.bufnr, session.client.offset_encoding)
  accepting.break_undo()
  follow()
end

--- Let the writer choose from several continuations.
---@param session afterword.Session
---@param place? table Where the server offered them; it refuses if the text has changed since.
function M.choose_take(session, place)
  write(session, servers.CONTINUE_IN_TAKES, function(result)
    local tick = api.nvim_buf_get_changedtick(session.bufnr)
    local takes = result.takes ---@type afterword.Take[]
    local close = preview.open(vim.tbl_map(function(take)
      return take.text
    end, takes))
    vim.ui.select(takes, {
      prompt = "Continue with:",
      kind = "afterword_take",
      format_item = function(take)
        return preview.first_words(take.text)
      end,
    }, function(take)
      close()
      if take and api.nvim_buf_get_changedtick(session.bufnr) ~= tick then
        vim.notify(CHANGED, vim.log.levels.WARN)
      elseif take then
        insert(session, result.position, take)
      end
    end)
  end, place)
end

return M
