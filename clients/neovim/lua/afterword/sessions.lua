-- What is known of each buffer that a server serves. The only file that holds state; it knows
-- nothing of what the others do with it.

local M = {}

---@class afterword.Session
---@field bufnr integer
---@field client vim.lsp.Client
---@field display afterword.Display
---@field answer? afterword.Answer The latest suggestions.
---@field request_id? integer The request for ghost text that is under way.
---@field refused? afterword.Place Where the writer wants no ghost text.
---@field asked? afterword.Asked What the writer asked for by hand.
---@field units? string[] Parts of the ghost text still to be taken; nil while none is on its way.
---@field growing? afterword.Growing A continuation that is drawn while it is written.
---@field writing_id? integer The request that is writing a paragraph.

---@class afterword.Display Draws ghost text; there are two, of the same abilities.
---@field start fun(session: afterword.Session)
---@field stop fun(session: afterword.Session)
---@field shown fun(session: afterword.Session): afterword.Shown? What the writer sees now.
---@field tidy fun(session: afterword.Session) An answer was just handed to who had asked.
---@field taken fun(session: afterword.Session) All that was shown is in the text now.
---@field hide fun(session: afterword.Session)
---@field ask fun(session: afterword.Session, step: integer) By hand; then move by `step`.
---@field move fun(session: afterword.Session, step: integer) To another suggestion of the answer.

---@class afterword.Shown
---@field text string What is drawn after the cursor.
---@field item lsp.InlineCompletionItem

local sessions = {} ---@type table<integer, afterword.Session?>

---@param session afterword.Session
function M.open(session)
  sessions[session.bufnr] = session
end

---@param bufnr? integer The current buffer if it is nil or 0.
---@return afterword.Session?
function M.of(bufnr)
  return sessions[(bufnr == nil or bufnr == 0) and vim.api.nvim_get_current_buf() or bufnr]
end

---@param bufnr integer
function M.close(bufnr)
  sessions[bufnr] = nil
end

---@param client_id integer
---@return afterword.Session[]
function M.of_client(client_id)
  return vim.tbl_filter(function(session)
    return session.client.id == client_id
  end, vim.tbl_values(sessions))
end

return M
