-- How the server is, for statuslines, `:Afterword status` and `:checkhealth`. Kept from what it
-- tells, so that reading it costs nothing.

local servers = require("afterword.servers")
local sessions = require("afterword.sessions")

local M = {}

---@class afterword.LargerModel
---@field name string
---@field title string
---@field download_mb integer
---@field memory_mb integer

---@class afterword.Status As the server tells it.
---@field phase "stopped"|"preparing"|"loading"|"ready"|"failed"
---@field message string
---@field percent? integer
---@field model string
---@field runtime? string What runs the model.
---@field voice? string The voice that the model writes in; empty for none.
---@field paragraph? { model: string, phase: string, voice?: string } What writes paragraphs.
---@field larger_model? afterword.LargerModel What could be installed for paragraphs.
---@field problems string[]
---@field is_busy? boolean
---@field is_paused? boolean
---@field last_ghost_ms? number
---@field silence? string

local known = {} ---@type table<integer, afterword.Status?>
local progress = {} ---@type table<integer, lsp.WorkDoneProgressReport?>

local function tell()
  vim.cmd.redrawstatus()
  vim.api.nvim_exec_autocmds("User", { pattern = "AfterwordStatus", modeline = false })
end

---@param client_id integer
---@param told table<string, any>
---@return afterword.Status
local function keep(client_id, told)
  local status = {} ---@type afterword.Status
  for name, value in pairs(told) do
    -- JSON's null; some versions of Neovim leave it in.
    status[name] = value ~= vim.NIL and value or nil
  end
  known[client_id] = status
  tell()
  return status
end

--- The server tells by itself that something has changed.
---@param client_id integer
---@param told table<string, any>
function M.hear(client_id, told)
  if vim.lsp.get_client_by_id(client_id) then
    keep(client_id, told)
  end
end

--- Ask the server how it is.
---@param client vim.lsp.Client
---@param arguments? any[]
---@param on_status? fun(status: afterword.Status)
function M.refresh(client, arguments, on_status)
  if client:is_stopped() or not servers.has(client, servers.STATUS) then
    return
  end
  servers.run(client, servers.STATUS, arguments or {}, function(answer)
    local status = keep(client.id, answer)
    if on_status then
      on_status(status)
    end
  end, function() end)
end

---@param client_id integer
---@param value lsp.WorkDoneProgressBegin|lsp.WorkDoneProgressReport|lsp.WorkDoneProgressEnd
function M.hear_progress(client_id, value)
  local client = vim.lsp.get_client_by_id(client_id)
  if not client or client.name ~= "afterword" then
    return
  end
  progress[client_id] = value.kind ~= "end" and value or nil
  tell()
end

---@param client_id integer
function M.forget(client_id)
  known[client_id], progress[client_id] = nil, nil
end

---@param client_id integer
---@return string
local function text_of(client_id)
  local running, status = progress[client_id], known[client_id]
  if running then
    local what = (running.title or "Afterword"):gsub("^Afterword: ", "")
    return running.percentage and ("%s %d%%"):format(what, running.percentage) or what
  end
  if not status then
    return "starting"
  end
  if status.is_paused then
    return "paused"
  end
  return status.phase == "ready" and "" or status.phase
end

--- For a statusline: empty where no server is, "afterword", or "afterword: loading the model 40%".
---@param bufnr? integer
---@return string
function M.line(bufnr)
  local session = sessions.of(bufnr)
  if not session then
    return ""
  end
  local text = text_of(session.client.id)
  return text == "" and "afterword" or "afterword: " .. text
end

--- What `:Afterword status` shows.
---@param status afterword.Status
---@return string[]
function M.describe(status)
  local lines = { ("Afterword is %s: %s"):format(status.phase, status.message) }
  local function add(label, value)
    lines[#lines + 1] = value ~= nil and ("%s: %s"):format(label, value) or nil
  end
  add("Model", status.model)
  add("Voice", (status.voice or "") ~= "" and status.voice or nil)
  add("Runs as", status.runtime ~= "" and status.runtime or nil)
  local paragraph = status.paragraph
  if paragraph and paragraph.model ~= status.model then
    local state = paragraph.phase == "stopped" and "not loaded" or paragraph.phase
    add("Paragraphs", ("%s, %s"):format(paragraph.model, state))
  end
  add("Paused", status.is_paused and "yes" or nil)
  add("Silent here", status.silence and status.silence:gsub("_", " ") or nil)
  add("Last ghost text", status.last_ghost_ms and ("%.0f ms"):format(status.last_ghost_ms) or nil)
  for _, problem in ipairs(status.problems or {}) do
    add("Problem", problem)
  end
  return lines
end

return M
