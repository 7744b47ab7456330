-- The writer's break from ghost text. The server keeps it; here it is begun and made visible.

local servers = require("afterword.servers")
local status = require("afterword.status")

local M = {}

---@param session afterword.Session
---@param minutes integer 0 ends it.
function M.pause(session, minutes)
  local client = session.client
  servers.run(client, servers.PAUSE, { { minutes = minutes } }, function(result)
    if result.is_paused then
      session.display.hide(session)
      vim.defer_fn(function()
        status.refresh(client)
      end, minutes * 60 * 1000 + 1000)
    end
    status.refresh(client)
  end)
end

return M
