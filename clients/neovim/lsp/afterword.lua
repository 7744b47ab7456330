-- The server as Neovim starts it: `vim.lsp.enable("afterword")`. Every field can be changed with
-- `vim.lsp.config("afterword", { … })`.

---@type vim.lsp.Config
return {
  cmd = { "afterword", "serve" },
  filetypes = {
    "asciidoc",
    "context",
    "markdown",
    "mdx",
    "norg",
    "org",
    "pandoc",
    "plaintex",
    "quarto",
    "rmd",
    "rst",
    "tex",
    "text",
    "typst",
    "vimwiki",
  },
  root_markers = { "afterword.toml", ".git" },
  settings = { afterword = vim.empty_dict() },
  get_language_id = function(_, filetype)
    return ({ plaintex = "latex", tex = "latex", text = "plaintext" })[filetype] or filetype
  end,
  capabilities = {
    -- Neovim 0.11 doesn't declare it by itself: what shows the text there is ours.
    textDocument = { inlineCompletion = { dynamicRegistration = false } },
    experimental = { afterwordStatus = true, afterwordContinuation = true },
  },
  handlers = {
    ["afterword/statusChanged"] = function(_, status, ctx)
      require("afterword.status").hear(ctx.client_id, status)
    end,
    ["afterword/continuationGrew"] = function(_, told, ctx)
      local client = vim.lsp.get_client_by_id(ctx.client_id)
      if client then
        require("afterword.growing").hear(client, told)
      end
    end,
  },
  on_exit = function(code, signal, client_id)
    require("afterword.restarting").on_exit(code, signal, client_id)
  end,
}
