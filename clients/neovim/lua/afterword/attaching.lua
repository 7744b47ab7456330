-- What begins when a server attaches to a buffer and ends when it detaches: the display, the keys,
-- the status.

local keys = require("afterword.keys")
local neovim_display = require("afterword.neovim_display")
local options = require("afterword.options")
local own_display = require("afterword.own_display")
local requests = require("afterword.requests")
local servers = require("afterword.servers")
local sessions = require("afterword.sessions")
local status = require("afterword.status")

local api = vim.api
local M = {}

local function define_colours()
  local ghost = vim.fn.hlexists("ComplHint") == 1 and "ComplHint" or "NonText"
  local count = vim.fn.hlexists("ComplHintMore") == 1 and "ComplHintMore" or "MoreMsg"
  api.nvim_set_hl(0, "AfterwordGhost", { link = ghost, default = true })
  api.nvim_set_hl(0, "AfterwordCount", { link = count, default = true })
end

-- Not InsertLeave, which CTRL-C doesn't cause.
local function watch_mode()
  api.nvim_create_autocmd("ModeChanged", {
    group = api.nvim_create_augroup("afterword.mode", {}),
    pattern = "i*:*",
    callback = function()
      local session = sessions.of()
      if session and not vim.startswith(vim.v.event.new_mode, "i") then
        require("afterword.growing").stop(session)
        requests.cancel(session)
        session.asked = nil
        session.display.hide(session)
      end
    end,
  })
end

--- Who draws in this Neovim, with these options.
---@param chosen afterword.Options
---@return "neovim"|"own"
function M.display_name(chosen)
  return chosen.display ~= "own" and neovim_display.is_there() and "neovim" or "own"
end

---@param client vim.lsp.Client
---@param bufnr integer
function M.attach(client, bufnr)
  local chosen, problems = options.current()
  if #problems > 0 then
    local message = "Afterword options: " .. table.concat(problems, "\n")
    vim.notify_once(message, vim.log.levels.WARN)
  end
  define_colours()
  local is_neovim = M.display_name(chosen) == "neovim"
  local session = { ---@type afterword.Session
    bufnr = bufnr,
    client = client,
    display = is_neovim and neovim_display or own_display,
  }
  sessions.open(session)
  -- The server would ask in a message, of which a line shows: here the takes are shown whole.
  client.commands[servers.CHOOSE_TAKE] = function(command)
    local place = (command.arguments or {})[1]
    local here = place and sessions.of(vim.uri_to_bufnr(place.uri))
    if here then
      require("afterword.continuing").choose_take(here, place)
    end
  end
  client.commands[servers.GROW_CONTINUATION] = function(command)
    local place = (command.arguments or {})[1]
    local here = place and sessions.of(vim.uri_to_bufnr(place.uri))
    if here then
      require("afterword.continuing").continue_paragraph(here, place)
    end
  end
  requests.guard(client)
  watch_mode()
  keys.map(bufnr, chosen.keys)
  session.display.start(session)
  status.refresh(client)
end

---@param client_id integer
---@param bufnr integer
function M.detach(client_id, bufnr)
  local session = sessions.of(bufnr)
  if not session or session.client.id ~= client_id then
    return
  end
  require("afterword.growing").stop(session)
  session.display.stop(session)
  sessions.close(bufnr)
  if api.nvim_buf_is_valid(bufnr) then
    keys.unmap(bufnr, options.current().keys)
  end
  if #sessions.of_client(client_id) == 0 then
    status.forget(client_id)
  end
end

--- Neovim itself is silent about a server that isn't there.
---@param filetype string
function M.warn_if_missing(filetype)
  if not vim.lsp.is_enabled or not vim.lsp.is_enabled("afterword") then
    return
  end
  local config = vim.lsp.config.afterword
  local cmd = config and config.cmd
  local is_ours = config and vim.list_contains(config.filetypes or {}, filetype)
  if is_ours and type(cmd) == "table" and vim.fn.executable(cmd[1]) == 0 then
    local message = "Afterword: %s can't be run. :checkhealth afterword says what to do."
    vim.notify_once(message:format(cmd[1]), vim.log.levels.WARN)
  end
end

return M
