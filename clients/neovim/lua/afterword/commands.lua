-- `:Afterword`: everything that the keys do and some more, as far as the server can do it.

local servers = require("afterword.servers")
local sessions = require("afterword.sessions")

local M = {}

local LONGEST_PAUSE_MINUTES = 24 * 60

---@class afterword.Subcommand
---@field needs? string A command of the server.
---@field run fun(arguments: string[])

local SUBCOMMANDS = { ---@type table<string, afterword.Subcommand>
  ask = {
    run = function()
      require("afterword").ask()
    end,
  },
  continue = {
    needs = servers.CONTINUE_PARAGRAPH,
    run = function()
      require("afterword").continue_paragraph()
    end,
  },
  takes = {
    needs = servers.CONTINUE_IN_TAKES,
    run = function()
      require("afterword").takes()
    end,
  },
  context = {
    needs = servers.SHOW_CONTEXT,
    run = function()
      require("afterword").show_context()
    end,
  },
  pause = {
    needs = servers.PAUSE,
    run = function(arguments)
      local minutes = tonumber(arguments[1] or "10")
      if not minutes or minutes <= 0 or minutes > LONGEST_PAUSE_MINUTES then
        vim.notify("Afterword: pause for how many minutes?", vim.log.levels.ERROR)
      else
        require("afterword").pause(minutes)
      end
    end,
  },
  resume = {
    needs = servers.PAUSE,
    run = function()
      require("afterword").pause(0)
    end,
  },
  status = {
    needs = servers.STATUS,
    run = function()
      require("afterword").show_status()
    end,
  },
  install = {
    needs = servers.INSTALL_MODEL,
    run = function(arguments)
      require("afterword").install_model(arguments[1])
    end,
  },
  restart = {
    run = function()
      require("afterword.restarting").restart()
    end,
  },
}

---@return string[]
local function available()
  local session = sessions.of()
  local names = vim.tbl_filter(function(name)
    local needs = SUBCOMMANDS[name].needs
    return not needs or (session ~= nil and servers.has(session.client, needs))
  end, vim.tbl_keys(SUBCOMMANDS))
  table.sort(names)
  return names
end

---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  if #vim.split(line, "%s+", { trimempty = true }) + (lead == "" and 1 or 0) > 2 then
    return {}
  end
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, available())
end

---@param arguments vim.api.keyset.create_user_command.command_args
function M.run(arguments)
  local name = arguments.fargs[1] or "status"
  local subcommand = SUBCOMMANDS[name]
  local session = sessions.of()
  if not subcommand then
    local message = "Afterword has no %q. It has: %s."
    local names = vim.tbl_keys(SUBCOMMANDS)
    table.sort(names)
    vim.notify(message:format(name, table.concat(names, ", ")), vim.log.levels.ERROR)
  elseif not session and name ~= "restart" then
    vim.notify("Afterword is not running here. See :checkhealth afterword.", vim.log.levels.WARN)
  elseif session and subcommand.needs and not servers.has(session.client, subcommand.needs) then
    vim.notify(("This server of Afterword has no %s."):format(name), vim.log.levels.WARN)
  else
    subcommand.run(vim.list_slice(arguments.fargs, 2))
  end
end

return M
