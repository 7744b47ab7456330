-- What the model reads at the cursor, in a buffer beside the text. The server writes it; here it is
-- shown, and nothing of it is kept.

local servers = require("afterword.servers")

local api = vim.api
local M = {}

---@param text string
---@param title string
local function show(text, title)
  vim.cmd("new")
  local bufnr = api.nvim_get_current_buf()
  api.nvim_buf_set_lines(bufnr, 0, -1, true, vim.split(text, "\n", { plain = true }))
  local bo = vim.bo[bufnr]
  bo.buftype, bo.bufhidden, bo.swapfile = "nofile", "wipe", false
  -- No markdown filetype: the server would attach, and read its own words.
  bo.syntax, bo.modifiable, bo.readonly = "markdown", false, true
  api.nvim_buf_set_name(bufnr, ("afterword://%d/%s"):format(bufnr, title))
end

--- Show what the model reads where the cursor is.
---@param session afterword.Session
function M.show(session)
  local cursor = servers.cursor(session)
  servers.run(session.client, servers.SHOW_CONTEXT, { cursor }, function(result)
    show(result.text, result.title)
  end)
end

return M
