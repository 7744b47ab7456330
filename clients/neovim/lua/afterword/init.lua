-- What a user's configuration may call. Nothing here is needed: `vim.lsp.enable("afterword")` is
-- enough. Functions that act on ghost text return false where there is none, so that a key of your
-- own can do something else then.

local M = {}

---@class afterword.Setup: afterword.Options
---@field settings? table The server's settings; see |afterword-settings|.
---@field cmd? string[] What starts the server.
---@field filetypes? string[] Where to write.

--- Set options and settings, and switch Afterword on. All of it is optional.
---@param setup? afterword.Setup
function M.setup(setup)
  local given = vim.deepcopy(setup or {})
  local config = { cmd = given.cmd, filetypes = given.filetypes } ---@type vim.lsp.Config
  config.settings = given.settings and { afterword = given.settings } or nil
  given.cmd, given.filetypes, given.settings = nil, nil, nil
  vim.g.afterword = vim.tbl_deep_extend("force", vim.g.afterword or {}, given)
  vim.lsp.config("afterword", config)
  vim.lsp.enable("afterword")
end

---@return afterword.Session?
local function session()
  return require("afterword.sessions").of()
end

--- Take the ghost text, or only the first part of it.
---@param unit? "word"|"clause"|"sentence"
---@return boolean was_shown
function M.accept(unit)
  local here = session()
  local accepting = require("afterword.accepting")
  if not here then
    return false
  end
  if not unit and require("afterword.growing").keep(here) then
    return true
  end
  return unit and accepting.take_part(here, unit) or not unit and accepting.take_all(here)
end

---@param step integer
---@return boolean was_shown
local function move(step)
  local here = session()
  if not here or not here.display.shown(here) then
    return false
  end
  if here.answer.is_invoked then
    here.display.move(here, step)
  else
    here.display.ask(here, step) -- what comes by itself comes alone
  end
  return true
end

--- Another suggestion for the same place.
---@return boolean was_shown
function M.next()
  return move(1)
end

---@return boolean was_shown
function M.previous()
  return move(-1)
end

--- Hide the ghost text until something changes, or stop writing a paragraph.
---@return boolean was_shown
function M.dismiss()
  local here = session()
  if not here then
    return false
  end
  if require("afterword.continuing").stop(here) then
    return true
  end
  if not here.display.shown(here) then
    return false
  end
  require("afterword.requests").refuse(here)
  here.display.hide(here)
  return true
end

--- Ghost text at the cursor, even if it is unsure or paused. Only while inserting.
function M.ask()
  local here = session()
  if here then
    here.display.ask(here, 0)
  end
end

--- Write on to the end of the paragraph.
function M.continue_paragraph()
  local here = session()
  if here then
    require("afterword.continuing").continue_paragraph(here)
  end
end

--- Choose from several continuations, with `vim.ui.select`.
function M.takes()
  local here = session()
  if here then
    require("afterword.continuing").choose_take(here)
  end
end

--- Show what the model reads where the cursor is, in a window of its own.
function M.show_context()
  local here = session()
  if here then
    require("afterword.context").show(here)
  end
end

--- No ghost text for so long, except where it is asked for; 0 ends it.
---@param minutes integer
function M.pause(minutes)
  local here = session()
  if here then
    require("afterword.pausing").pause(here, minutes)
  end
end

--- For a statusline: "afterword: loading the model 40%"; empty where there is no server.
---@param bufnr? integer
---@return string
function M.status(bufnr)
  return require("afterword.status").line(bufnr)
end

--- Install a model of the catalogue; without a name, the one that the server offers for paragraphs.
---@param name? string
function M.install_model(name)
  local here = session()
  if not here then
    return
  end
  local servers = require("afterword.servers")
  local function install(chosen)
    servers.run(here.client, servers.INSTALL_MODEL, { { name = chosen } })
  end
  if name then
    install(name)
    return
  end
  require("afterword.status").refresh(here.client, {}, function(status)
    if status.larger_model then
      install(status.larger_model.name)
    else
      vim.notify("Afterword: there is no larger model to install here.")
    end
  end)
end

--- Show how the server is, and why it is silent at the cursor if it is.
function M.show_status()
  local here = session()
  if here then
    local status = require("afterword.status")
    local cursor = require("afterword.servers").cursor(here)
    status.refresh(here.client, { cursor }, function(answer)
      vim.api.nvim_echo({ { table.concat(status.describe(answer), "\n") } }, true, {})
    end)
  end
end

return M
