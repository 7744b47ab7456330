-- Keys in the buffers that a server serves. A key does its work if there is something to do it to;
-- else it does what it would do without us.

local falling_through = require("afterword.falling_through")
local sessions = require("afterword.sessions")

local M = {}

---@class afterword.Action
---@field modes string[]
---@field what string
---@field run fun(): boolean

---@param name string
---@param ... any
---@return fun(): boolean
local function call(name, ...)
  local arguments = { ... }
  return function()
    return require("afterword")[name](unpack(arguments)) ~= false
  end
end

local ACTIONS = { ---@type table<string, afterword.Action>
  accept = { modes = { "i" }, what = "accept the ghost text", run = call("accept") },
  accept_word = { modes = { "i" }, what = "accept a word", run = call("accept", "word") },
  accept_clause = { modes = { "i" }, what = "accept a clause", run = call("accept", "clause") },
  accept_sentence = {
    modes = { "i" },
    what = "accept a sentence",
    run = call("accept", "sentence"),
  },
  next = { modes = { "i" }, what = "next suggestion", run = call("next") },
  previous = { modes = { "i" }, what = "previous suggestion", run = call("previous") },
  dismiss = { modes = { "i" }, what = "dismiss the ghost text", run = call("dismiss") },
  ask = { modes = { "i" }, what = "ask for ghost text", run = call("ask") },
  continue_paragraph = {
    modes = { "i", "n" },
    what = "continue the paragraph",
    run = call("continue_paragraph"),
  },
  takes = { modes = { "i", "n" }, what = "continue in one of several ways", run = call("takes") },
}

--- Whether a popup menu is open in which something is chosen: keys are for that then.
---@return boolean
local function is_choosing()
  return vim.fn.pumvisible() == 1 and vim.fn.complete_info({ "selected" }).selected >= 0
end

--- Call `visit` for each key that somebody wants, in each mode that it works in.
---@param keys afterword.Keys
---@param visit fun(mode: string, key: string, action: afterword.Action)
local function each_key(keys, visit)
  for name, action in pairs(ACTIONS) do
    local key = keys[name]
    for _, mode in ipairs(key and action.modes or {}) do
      visit(mode, key --[[@as string]], action)
    end
  end
end

---@param bufnr integer
---@param keys afterword.Keys
function M.map(bufnr, keys)
  each_key(keys, function(mode, key, action)
    local other = falling_through.find(bufnr, mode, key)
    vim.keymap.set(mode, key, function()
      if is_choosing() or not sessions.of(bufnr) or not action.run() then
        falling_through.press(mode, key, other)
      end
    end, { buffer = bufnr, desc = "Afterword: " .. action.what })
  end)
end

---@param bufnr integer
---@param keys afterword.Keys
function M.unmap(bufnr, keys)
  each_key(keys, function(mode, key)
    if falling_through.is_ours(falling_through.find(bufnr, mode, key)) then
      vim.keymap.del(mode, key, { buffer = bufnr })
    end
  end)
end

return M
