-- Shows ghost text through Neovim 0.12's own inline completion, and evens out its edges:
--   * it waits 200 ms, then asks; nothing asks by hand: we ask, and it gets our answer;
--   * text that no longer fits what was typed stays drawn until the next answer;
--   * text in mid-line covers what stands there (builds before 0.12.0);
--   * it can't be told to hide: accepting without inserting does that.
-- What is drawn is read from its extmarks, so what is accepted is what was seen.

local places = require("afterword.places")
local requests = require("afterword.requests")
local sessions = require("afterword.sessions")

local api = vim.api
local M = {} ---@type afterword.Display

---@return integer? namespace Nil if this Neovim has none, or another name for it.
local function namespace()
  local has_it, _ = pcall(require, "vim.lsp.inline_completion")
  return has_it and api.nvim_get_namespaces()["nvim.lsp.inline_completion"] or nil
end

--- Whether this Neovim can do it.
---@return boolean
function M.is_there()
  return vim.lsp.inline_completion ~= nil and namespace() ~= nil
end

---@param bufnr integer
---@return vim.api.keyset.get_extmark_item?
local function drawn(bufnr)
  local found = namespace()
  return found and api.nvim_buf_get_extmarks(bufnr, found, 0, -1, { details = true })[1] or nil
end

---@param session afterword.Session
local function erase(session)
  local found = namespace()
  if found and api.nvim_buf_is_valid(session.bufnr) then
    api.nvim_buf_clear_namespace(session.bufnr, found, 0, -1)
  end
end

--- The text that is drawn, if it comes from our answer.
---@param session afterword.Session
---@param mark? vim.api.keyset.get_extmark_item
---@return string?
local function our_text(session, mark)
  local chunk = mark and mark[4].virt_text and mark[4].virt_text[1]
  for _, item in ipairs(chunk and session.answer and session.answer.items or {}) do
    if vim.endswith(item.insertText, chunk[1]) then
      return chunk[1]
    end
  end
  return nil
end

---@param session afterword.Session
---@return afterword.Shown?
function M.shown(session)
  local text = our_text(session, drawn(session.bufnr))
  if not text or text == "" then
    return nil
  end
  local fitting ---@type afterword.Shown?
  for _, item in ipairs(session.answer.items) do
    local rest = places.rest(session.answer.place, item.insertText)
    if rest and vim.endswith(item.insertText, text) then
      fitting = fitting or { text = rest, item = item }
      if rest == text then
        return { text = rest, item = item }
      end
    end
  end
  return fitting
end

--- Let it look at the cursor again, as if it had moved.
---@param session afterword.Session
local function nudge(session)
  local group = ("nvim.lsp.inline_completion:%d"):format(session.bufnr)
  if places.here(session.bufnr) then
    local opts = { buffer = session.bufnr, modeline = false } ---@type table
    local is_known = pcall(api.nvim_get_autocmds, { group = group })
    opts.group = is_known and group or nil
    api.nvim_exec_autocmds("CursorMovedI", opts)
  end
end

---@param session afterword.Session
---@param then_do? fun()
local function forget(session, then_do)
  erase(session)
  vim.lsp.inline_completion.get({ bufnr = session.bufnr, on_accept = then_do or function() end })
end

--- Right after it drew: take away what doesn't fit, and uncover the text to the right.
function M.tidy(session)
  local mark = drawn(session.bufnr)
  if not mark or not our_text(session, mark) then
    return
  end
  if not M.shown(session) then
    forget(session)
  elseif mark[4].virt_text_pos == "overlay" then
    api.nvim_buf_set_extmark(session.bufnr, assert(namespace()), mark[2], mark[3], {
      id = mark[1],
      virt_text = mark[4].virt_text,
      virt_text_pos = "inline",
      hl_mode = "combine",
    })
  end
end

local groups = {} ---@type table<integer, integer?>

---@param session afterword.Session
local function watch(session)
  local group = api.nvim_create_augroup(("afterword.display:%d"):format(session.bufnr), {})
  groups[session.bufnr] = group
  api.nvim_create_autocmd({ "InsertEnter", "CursorMovedI", "TextChangedI", "TextChangedP" }, {
    group = group,
    buffer = session.bufnr,
    callback = function()
      M.tidy(session)
    end,
  })
end

function M.start(session)
  vim.lsp.inline_completion.enable(true, { bufnr = session.bufnr })
  -- Where it was enabled before, it attaches itself in the first round from here; what we watch
  -- with has to run after its own.
  vim.schedule(vim.schedule_wrap(function()
    if sessions.of(session.bufnr) == session then
      watch(session)
      nudge(session)
    end
  end))
end

function M.stop(session)
  if groups[session.bufnr] then
    api.nvim_del_augroup_by_id(groups[session.bufnr])
    groups[session.bufnr] = nil
    erase(session)
  end
end

function M.hide(session)
  forget(session)
end

function M.taken(session)
  forget(session, function()
    nudge(session)
  end)
end

function M.ask(session, step)
  requests.ask(session, nil, function(items)
    if #items > 0 and step ~= 0 then
      M.move(session, step)
    end
  end)
  nudge(session)
end

function M.move(session, step)
  vim.lsp.inline_completion.select({ bufnr = session.bufnr, count = step })
  M.tidy(session)
end

return M
