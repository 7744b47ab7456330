-- Loaded at start-up; does nothing before a server attaches or somebody types `:Afterword`.

if vim.g.loaded_afterword or vim.fn.has("nvim-0.11") == 0 then
  return
end
vim.g.loaded_afterword = true

vim.api.nvim_create_user_command("Afterword", function(arguments)
  require("afterword.commands").run(arguments)
end, {
  nargs = "*",
  desc = "Afterword: continue, takes, ask, context, pause, resume, status, restart",
  complete = function(lead, line)
    return require("afterword.commands").complete(lead, line)
  end,
})

local group = vim.api.nvim_create_augroup("afterword", {})

vim.api.nvim_create_autocmd("LspAttach", {
  group = group,
  desc = "Show Afterword's ghost text in this buffer",
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == "afterword" then
      require("afterword.attaching").attach(client, event.buf)
    end
  end,
})

vim.api.nvim_create_autocmd("LspDetach", {
  group = group,
  desc = "Show no more of Afterword's ghost text in this buffer",
  callback = function(event)
    require("afterword.attaching").detach(event.data.client_id, event.buf)
  end,
})

vim.api.nvim_create_autocmd("LspProgress", {
  group = group,
  desc = "Keep Afterword's status up to date",
  callback = function(event)
    require("afterword.status").hear_progress(event.data.client_id, event.data.params.value)
  end,
})

vim.api.nvim_create_autocmd("FileType", {
  group = group,
  desc = "Say so if Afterword is enabled here but is not installed",
  callback = function(event)
    require("afterword.attaching").warn_if_missing(event.match)
  end,
})
