-- The plugin's own options: keys and how ghost text looks. The server's settings are not here: they
-- go to it as they are (`:help afterword-settings`).

local M = {}

---@alias afterword.Key string|false A key in |key-notation|, or false for none.

---@class afterword.Keys
---@field accept? afterword.Key All of the ghost text.
---@field accept_word? afterword.Key Its first word.
---@field accept_clause? afterword.Key Up to the next comma or the like.
---@field accept_sentence? afterword.Key Up to the end of the sentence.
---@field next? afterword.Key Another suggestion for the same place.
---@field previous? afterword.Key The suggestion before.
---@field dismiss? afterword.Key Hide it, or take a continuation away.
---@field ask? afterword.Key Ghost text here and now, even if it is unsure.
---@field continue_paragraph? afterword.Key Write on to the end of the paragraph.
---@field takes? afterword.Key Choose from several continuations.

---@class afterword.Options
---@field keys? afterword.Keys|false
---@field display? "auto"|"neovim"|"own" Who draws: Neovim 0.12's own inline completion, or we.

M.defaults = { ---@type afterword.Options
  display = "auto",
  keys = {
    accept = "<Tab>",
    accept_word = "<M-w>",
    accept_clause = "<M-,>",
    accept_sentence = "<M-.>",
    next = "<M-n>",
    previous = "<M-p>",
    dismiss = "<C-e>",
    ask = "<M-a>",
    continue_paragraph = "<M-c>",
    takes = "<M-t>",
  },
}

local DISPLAYS = { auto = true, neovim = true, own = true }

---@param keys table
---@param complain fun(path: string, wanted: string)
local function drop_bad_keys(keys, complain)
  for name, key in pairs(keys) do
    if M.defaults.keys[name] == nil then
      complain("keys." .. name, "no action of that name")
      keys[name] = nil
    elseif key ~= false and type(key) ~= "string" then
      complain("keys." .. name, "must be a key or false")
      keys[name] = nil
    end
  end
end

--- The defaults with `given` over them. What is wrong keeps its default, and is told.
---@param given? table
---@return afterword.Options options
---@return string[] problems One sentence each.
function M.merge(given)
  local problems = {} ---@type string[]
  local function complain(path, wanted)
    problems[#problems + 1] = ("%s: %s"):format(path, wanted)
  end
  local taken = type(given) == "table" and vim.deepcopy(given) or {}
  if given ~= nil and type(given) ~= "table" then
    complain("vim.g.afterword", "must be a table")
  end
  for name in pairs(taken) do
    if M.defaults[name] == nil then
      complain(tostring(name), "no option of that name")
      taken[name] = nil
    end
  end
  if taken.display ~= nil and not DISPLAYS[taken.display] then
    complain("display", 'must be "auto", "neovim" or "own"')
    taken.display = nil
  end
  if type(taken.keys) == "table" then
    drop_bad_keys(taken.keys, complain)
  elseif taken.keys == false then
    taken.keys = vim.tbl_map(function()
      return false
    end, M.defaults.keys)
  elseif taken.keys ~= nil then
    complain("keys", "must be a table or false")
    taken.keys = nil
  end
  return vim.tbl_deep_extend("force", M.defaults, taken), problems
end

--- The options in force. They are `vim.g.afterword`, so that they can be set before we are loaded.
---@return afterword.Options options
---@return string[] problems
function M.current()
  return M.merge(vim.g.afterword)
end

return M
