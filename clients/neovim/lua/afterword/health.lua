-- `:checkhealth afterword`: what a writer can mend, in the order in which things depend on it.

local attaching = require("afterword.attaching")
local options = require("afterword.options")
local servers = require("afterword.servers")
local status = require("afterword.status")

local health = vim.health
local M = {}

local ANSWER_WITHIN_MS = 2000

local function check_editor()
  health.start("Neovim")
  if vim.fn.has("nvim-0.11") == 0 then
    health.error("Neovim 0.11 or newer is needed.")
    return
  end
  health.ok(("Version %s"):format(vim.version()))
  local chosen, problems = options.current()
  local drawn_by = attaching.display_name(chosen) == "neovim" and "Neovim itself" or "this plugin"
  health.ok(("Ghost text is drawn by %s."):format(drawn_by))
  for _, problem in ipairs(problems) do
    health.warn("Options: " .. problem, "See :help afterword-options")
  end
end

---@return boolean can_run
local function check_command()
  health.start("The server's program")
  local config = vim.lsp.config.afterword
  local cmd = config and config.cmd
  if not config then
    health.error("lsp/afterword.lua is not found.", "Put clients/neovim on 'runtimepath'.")
    return false
  end
  if not vim.lsp.is_enabled("afterword") then
    health.warn("Not enabled.", 'Put `vim.lsp.enable("afterword")` into your init.lua.')
  end
  if type(cmd) ~= "table" then
    health.info("It is started by a function.")
  elseif vim.fn.executable(cmd[1]) == 1 then
    health.ok(table.concat(cmd, " "))
  else
    health.error(("%s can't be run."):format(cmd[1]), {
      "Install Afterword, and see that the program is on the PATH; or name it:",
      'vim.lsp.config("afterword", { cmd = { "/where/it/is/afterword", "serve" } })',
    })
    return false
  end
  return true
end

---@param client vim.lsp.Client
local function check_status(client)
  local is_there, told = false, nil ---@type boolean, afterword.Status?
  status.refresh(client, nil, function(answer)
    is_there, told = true, answer
  end)
  vim.wait(ANSWER_WITHIN_MS, function()
    return is_there
  end, 10)
  if not told then
    health.warn("It doesn't answer.", ":Afterword restart")
    return
  end
  local report = told.phase == "failed" and health.error
    or told.phase == "ready" and health.ok
    or health.info
  local problems = told.problems or {}
  told.problems = {}
  for _, line in ipairs(status.describe(told)) do
    report(line)
  end
  for _, problem in ipairs(problems) do
    health.warn("Settings: " .. problem)
  end
  local larger = told.larger_model
  if larger then
    local takes = ("%d MB to fetch, %d MB of memory"):format(larger.download_mb, larger.memory_mb)
    health.info(
      ("%s writes better paragraphs (%s). Run `:Afterword install`."):format(larger.title, takes)
    )
  end
  if told.phase == "failed" then
    health.info("`afterword doctor` in a terminal says more.")
  end
end

local function check_servers()
  health.start("Running servers")
  local clients = vim.lsp.get_clients({ name = "afterword" })
  if #clients == 0 then
    local filetypes = table.concat((vim.lsp.config.afterword or {}).filetypes or {}, ", ")
    health.info("None. One starts with a file of these types: " .. filetypes)
  end
  for _, client in ipairs(clients) do
    health.info(("Client %d in %s"):format(client.id, client.root_dir or "no folder"))
    check_status(client)
    for _, name in ipairs({ "FIRST_PART", "PAUSE", "CONTINUE_PARAGRAPH", "CONTINUE_IN_TAKES" }) do
      if not servers.has(client, servers[name]) then
        health.warn(("This server has no %s; update it."):format(servers[name]))
      end
    end
  end
end

local function check_keys()
  health.start("Keys")
  local keys = options.current().keys
  for _, name in ipairs(vim.fn.sort(vim.tbl_keys(keys))) do
    health.info(("%s: %s"):format(name, keys[name] or "none"))
  end
end

function M.check()
  check_editor()
  if check_command() then
    check_servers()
  end
  check_keys()
end

return M
