-- Starts the server again when it died, but not for ever.

local M = {}

local SIGTERM = 15
local MOST = 3
local WITHIN_S = 180
-- Neovim needs a moment to forget the dead client.
local AFTER_MS = 200
local PATIENCE_MS = 3000

local deaths_s = {} ---@type integer[]

--- Whether nobody wanted it to end.
---@param code integer
---@param signal integer
---@return boolean
local function is_death(code, signal)
  local was_told = signal == SIGTERM or code == 128 + SIGTERM
  return vim.v.exiting == vim.NIL and not was_told and (code ~= 0 or signal ~= 0)
end

---@return boolean
local function may_start_again()
  local now_s = os.time()
  deaths_s = vim.tbl_filter(function(death_s)
    return now_s - death_s < WITHIN_S
  end, deaths_s)
  deaths_s[#deaths_s + 1] = now_s
  return #deaths_s <= MOST
end

---@param config vim.lsp.ClientConfig
---@param buffers integer[]
---@param old_id integer
local function start(config, buffers, old_id)
  for _, bufnr in ipairs(buffers) do
    if vim.api.nvim_buf_is_valid(bufnr) then
      vim.lsp.start(config, {
        bufnr = bufnr,
        reuse_client = function(client)
          return client.id ~= old_id
            and client.name == config.name
            and client.root_dir == config.root_dir
        end,
      })
    end
  end
end

--- The server's process has ended. May be called where the editor can't be changed.
---@param code integer
---@param signal integer
---@param client_id integer
function M.on_exit(code, signal, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  local buffers = client and vim.tbl_keys(client.attached_buffers) or {}
  vim.schedule(function()
    if not client or not is_death(code, signal) then
      return
    end
    local how = signal ~= 0 and ("signal %d"):format(signal) or ("code %d"):format(code)
    if not may_start_again() then
      local message = "Afterword stopped again (%s) and stays so. See :checkhealth afterword."
      vim.notify(message:format(how), vim.log.levels.ERROR)
      return
    end
    vim.notify(("Afterword stopped (%s). Starting it again."):format(how), vim.log.levels.WARN)
    vim.defer_fn(function()
      start(client.config, buffers, client_id)
    end, AFTER_MS)
  end)
end

--- Call back when Neovim has forgotten a client; one that doesn't end in time is made to.
---@param client vim.lsp.Client
---@param on_gone fun()
---@param waited_ms? integer
local function when_gone(client, on_gone, waited_ms)
  waited_ms = waited_ms or 0
  if not vim.lsp.get_client_by_id(client.id) then
    on_gone()
    return
  end
  if waited_ms == PATIENCE_MS then
    client:stop(true)
  end
  vim.defer_fn(function()
    when_gone(client, on_gone, waited_ms + AFTER_MS)
  end, AFTER_MS)
end

--- Stop all servers of ours and start them for the same buffers.
function M.restart()
  deaths_s = {}
  for _, client in ipairs(vim.lsp.get_clients({ name = "afterword" })) do
    local buffers, config = vim.tbl_keys(client.attached_buffers), client.config
    client:stop()
    when_gone(client, function()
      start(config, buffers, client.id)
    end)
  end
end

return M
