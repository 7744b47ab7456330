-- The writer's break from ghost text. It is begun here; the server keeps it, and tells of its end.

local servers = require("afterword.servers")

local M = {}

---@param session afterword.Session
---@param minutes integer 0 ends it.
function M.pause(session, minutes)
  servers.run(session.client, servers.PAUSE, { { minutes = minutes } }, function(result)
    if result.is_paused then
      session.display.hide(session)
    end
  end)
end

return M
