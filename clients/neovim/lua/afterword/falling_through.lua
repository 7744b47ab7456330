-- Does what a key would do if we had not mapped it: another mapping, or the key itself.

local api = vim.api
local M = {}

---@alias afterword.Mapping vim.api.keyset.get_keymap

local PREFIX = "Afterword: "

---@param keys string In key-notation.
---@return string
local function codes(keys)
  return api.nvim_replace_termcodes(keys, true, true, true)
end

---@param mappings afterword.Mapping[]
---@param key string
---@return afterword.Mapping?
local function pick(mappings, key)
  for _, mapping in ipairs(mappings) do
    if codes(mapping.lhs) == codes(key) then
      return mapping
    end
  end
  return nil
end

---@param mapping? afterword.Mapping
---@return boolean
function M.is_ours(mapping)
  return mapping ~= nil and vim.startswith(mapping.desc or "", PREFIX)
end

--- What the buffer itself maps `key` to.
---@param bufnr integer
---@param mode string
---@param key string
---@return afterword.Mapping?
function M.find(bufnr, mode, key)
  return pick(api.nvim_buf_get_keymap(bufnr, mode), key)
end

---@param keys string Raw.
---@param is_final boolean Whether no mapping applies to them.
local function feed(keys, is_final)
  -- In front of what has been typed meanwhile.
  api.nvim_feedkeys(keys, (is_final and "n" or "m") .. "i", false)
end

---@param mapping afterword.Mapping
local function run(mapping)
  local is_final = mapping.noremap == 1
  if mapping.expr == 1 then
    local result = mapping.callback and mapping.callback() or api.nvim_eval(mapping.rhs)
    if type(result) == "string" and result ~= "" then
      feed(mapping.replace_keycodes == 1 and codes(result) or result, is_final)
    end
  elseif mapping.callback then
    mapping.callback()
  else
    feed(codes(mapping.rhs or ""), is_final)
  end
end

--- Press `key` as if it were not ours.
---@param mode string
---@param key string
---@param other? afterword.Mapping What the buffer mapped it to before us.
function M.press(mode, key, other)
  -- A mapping for all buffers may have come later than ours, so it is looked for only now.
  local mapping = other and not M.is_ours(other) and other or pick(api.nvim_get_keymap(mode), key)
  if mapping then
    run(mapping)
  else
    feed(codes(key), true)
  end
end

return M
