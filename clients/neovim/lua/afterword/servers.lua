-- What the server can be asked to do beyond ghost text: its commands, and where the cursor is in
-- its units. Only what it declares is asked for.

local api = vim.api
local M = {}

M.ACCEPTED = "afterword.accepted"
M.FIRST_PART = "afterword.firstPart"
M.STATUS = "afterword.status"
M.PAUSE = "afterword.pause"
M.CONTINUE_PARAGRAPH = "afterword.continueParagraph"
M.GROW_CONTINUATION = "afterword.growContinuation"
M.CONTINUE_IN_TAKES = "afterword.continueInTakes"
--- What the code action "Continue paragraph: 3 takes" runs.
M.CHOOSE_TAKE = "afterword.chooseTake"
M.SHOW_CONTEXT = "afterword.showContext"
M.INSTALL_MODEL = "afterword.installModel"

---@param client vim.lsp.Client
---@param command string
---@return boolean
function M.has(client, command)
  local provider = client.server_capabilities.executeCommandProvider
  return provider ~= nil and vim.list_contains(provider.commands or {}, command)
end

--- Run a command. A failure is told to the writer, unless `on_error` takes it.
---@param client vim.lsp.Client
---@param command string
---@param arguments any[]
---@param on_result? fun(result: any)
---@param on_error? fun(message: string)
---@return integer? request_id
function M.run(client, command, arguments, on_result, on_error)
  local params = { command = command, arguments = arguments }
  local _, request_id = client:request("workspace/executeCommand", params, function(err, result)
    if not err then
      (on_result or function() end)(result)
    elseif on_error then
      on_error(err.message)
    else
      vim.notify("Afterword: " .. err.message, vim.log.levels.WARN)
    end
  end)
  return request_id
end

--- Where the cursor is, as the server's commands want it. Outside of insert mode it is on a
--- character; who writes on there, writes on behind it, as with `a`.
---@param session afterword.Session
---@return { uri: string, position: lsp.Position }
function M.cursor(session)
  local row, col = unpack(api.nvim_win_get_cursor(0))
  local line = api.nvim_get_current_line()
  if not vim.startswith(api.nvim_get_mode().mode, "i") and col < #line then
    col = col + vim.str_utf_end(line, col + 1) + 1
  end
  local character = vim.str_utfindex(line, session.client.offset_encoding, col, false)
  return {
    uri = vim.uri_from_bufnr(session.bufnr),
    position = { line = row - 1, character = character },
  }
end

return M
