-- Where the cursor stood when text was asked for, and what of that text is still to come now.
-- Columns are bytes. Knows nothing of servers and drawing.

local api = vim.api
local M = {}

---@class afterword.Place
---@field bufnr integer
---@field tick integer The buffer's changedtick then.
---@field row integer From 0.
---@field col integer In bytes, from 0.
---@field before string The line's text before the cursor.
---@field after string The line's text after it.

--- Where the writer is inserting text into `bufnr`; nil if they are doing anything else.
---@param bufnr integer
---@return afterword.Place?
function M.here(bufnr)
  if api.nvim_get_current_buf() ~= bufnr or not vim.startswith(api.nvim_get_mode().mode, "i") then
    return nil
  end
  local row, col = unpack(api.nvim_win_get_cursor(0))
  local line = api.nvim_buf_get_lines(bufnr, row - 1, row, true)[1]
  return {
    bufnr = bufnr,
    tick = api.nvim_buf_get_changedtick(bufnr),
    row = row - 1,
    col = col,
    before = line:sub(1, col),
    after = line:sub(col + 1),
  }
end

---@param one? afterword.Place
---@param other? afterword.Place
---@return boolean
function M.are_same(one, other)
  return one ~= nil
    and other ~= nil
    and one.bufnr == other.bufnr
    and one.tick == other.tick
    and one.row == other.row
    and one.col == other.col
end

--- What is left of `text`, which was meant for `place`, after what was typed since.
---@param place afterword.Place
---@param text string
---@return string? rest Nil if something else was typed, or nothing is left, or the cursor is away.
function M.rest(place, text)
  local now = M.here(place.bufnr)
  if not now or now.row ~= place.row or now.after ~= place.after then
    return nil
  end
  if not vim.startswith(now.before, place.before) then
    return nil
  end
  local typed = now.before:sub(#place.before + 1)
  if not vim.startswith(text, typed) or #typed == #text then
    return nil
  end
  return text:sub(#typed + 1)
end

return M
