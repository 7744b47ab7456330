-- The one door that requests for ghost text go through, whoever sends them: Neovim's inline
-- completion or ours. Here the latest wins, and no answer passes that is for another place.

local places = require("afterword.places")
local sessions = require("afterword.sessions")

local M = {}

M.METHOD = "textDocument/inlineCompletion"
M.INVOKED = 1
M.AUTOMATIC = 2

---@class afterword.Answer
---@field place afterword.Place Where it was asked for.
---@field items lsp.InlineCompletionItem[]
---@field is_invoked boolean Whether the writer asked by hand, so that these are all there are.

---@class afterword.Asked
---@field place afterword.Place
---@field result? lsp.InlineCompletionList Nil until the answer is there.
---@field handler? lsp.Handler What draws it.
---@field on_drawn fun(items: lsp.InlineCompletionItem[])

-- What `client.request` was before it led through here.
local senders = setmetatable({}, { __mode = "k" }) ---@type table<vim.lsp.Client, function>

---@param session afterword.Session
function M.cancel(session)
  if session.request_id then
    session.client:cancel_request(session.request_id)
    session.request_id = nil
  end
end

--- Send a request, and hand on what of its answer still holds when it comes.
---@param session afterword.Session
---@param place afterword.Place
---@param params table
---@param on_items fun(items: lsp.InlineCompletionItem[], ctx: lsp.HandlerContext)
local function send(session, place, params, on_items)
  M.cancel(session)
  local is_invoked = params.context.triggerKind == M.INVOKED
  local request_id ---@type integer?
  local function hear(err, result, ctx)
    if session.request_id == request_id then
      session.request_id = nil
    end
    if err or places.are_same(session.refused, place) then
      return
    end
    local items = result and result.items or {} ---@type lsp.InlineCompletionItem[]
    local holding = vim.tbl_filter(function(item)
      return places.rest(place, item.insertText) ~= nil
    end, items)
    -- An empty answer tells something about its own place only.
    if #holding > 0 or places.are_same(place, places.here(session.bufnr)) then
      session.answer = { place = place, items = holding, is_invoked = is_invoked }
      on_items(holding, ctx)
    end
  end
  local sender = senders[session.client]
  local _, sent_id = sender(session.client, M.METHOD, params, hear, session.bufnr)
  request_id, session.request_id = sent_id, sent_id
  return sent_id
end

--- Draw what was asked for by hand, as soon as it is there and somebody draws it.
---@param session afterword.Session
---@param asked afterword.Asked
local function deliver(session, asked)
  if asked.result and asked.handler then
    local client_id, bufnr = session.client.id, session.bufnr
    asked.handler(nil, asked.result, { method = M.METHOD, client_id = client_id, bufnr = bufnr })
    session.display.tidy(session)
    asked.on_drawn(asked.result.items)
    asked.on_drawn = function() end
  end
end

---@param params table
---@param handler lsp.Handler
---@return integer? request_id
local function pass(params, handler)
  local session = sessions.of(vim.uri_to_bufnr(params.textDocument.uri))
  -- Neovim 0.12 asks after leaving insert mode too, and at times for a buffer that isn't shown.
  local place = session and places.here(session.bufnr)
  if not session or not place or session.growing or places.are_same(session.refused, place) then
    return nil
  end
  local asked = session.asked
  if asked and places.are_same(asked.place, place) then
    asked.handler = handler
    deliver(session, asked)
    return nil
  end
  session.asked = nil
  return send(session, place, params, function(items, ctx)
    handler(nil, { items = items }, ctx)
    session.display.tidy(session)
  end)
end

--- Lead a client's requests through here.
---@param client vim.lsp.Client
function M.guard(client)
  if senders[client] then
    return
  end
  local original = client.request
  senders[client] = original
  client.request = function(first, method, params, handler, bufnr)
    -- Old plugins leave out the client itself; those calls are none of ours.
    if first ~= client or method ~= M.METHOD then
      return original(first, method, params, handler, bufnr)
    end
    return true, pass(params, handler)
  end
end

---@param session afterword.Session
---@param trigger_kind integer
---@return table
function M.params(session, trigger_kind)
  local params = vim.lsp.util.make_position_params(0, session.client.offset_encoding)
  params.context = { triggerKind = trigger_kind }
  return params
end

--- Ask by hand, for a choice.
---@param session afterword.Session
---@param handler? lsp.Handler What draws the answer; if nil, the next to ask for the same place.
---@param on_drawn fun(items: lsp.InlineCompletionItem[])
function M.ask(session, handler, on_drawn)
  local place = places.here(session.bufnr)
  if not place then
    return
  end
  session.refused = nil
  local asked = { place = place, handler = handler, on_drawn = on_drawn } ---@type afterword.Asked
  session.asked = asked
  send(session, place, M.params(session, M.INVOKED), function(items)
    asked.result = { items = items }
    deliver(session, asked)
  end)
end

--- Want nothing more at this place, neither now nor from what is on its way.
---@param session afterword.Session
function M.refuse(session)
  M.cancel(session)
  session.asked = nil
  session.refused = places.here(session.bufnr)
end

return M
