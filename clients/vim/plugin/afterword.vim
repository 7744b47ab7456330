vim9script noclear
# Ghost text and continued paragraphs in Vim 9, by the language server `afterword`. What is offered,
# and how long a word of it is, the server says.

if exists('g:loaded_afterword') || !has('channel') || !has('textprop') || !has('patch-9.0.0758')
  finish
endif
g:loaded_afterword = 1

const COMMAND: list<string> = get(g:, 'afterword_command', ['afterword', 'serve'])
const FILETYPES: list<string> = get(g:, 'afterword_filetypes', ['asciidoc', 'markdown', 'rst', 'tex', 'text', 'typst'])
const LANGUAGES = {tex: 'latex', text: 'plaintext'}
# Letters that come faster are one change.
const PAUSE_MS = 30

var server: job
var is_open = false # whether `initialize` is answered
var versions: dict<number> = {} # of the documents that the server has, by buffer
var shown: dict<any> = {} # place, text and item of the ghost text; empty if none is drawn
var timer = 0

hi def link AfterwordGhost Comment
prop_type_add('afterword', {highlight: 'AfterwordGhost', start_incl: true})

def Notify(method: string, params: dict<any>)
  ch_sendexpr(server, {method: method, params: params})
enddef

def Request(method: string, params: dict<any>, Then: func)
  ch_sendexpr(server, {method: method, params: params}, {callback: (_, reply) => Then(reply)})
enddef

def Hear(_: channel, message: dict<any>)
  if get(message, 'method', '') == 'window/showMessage'
    echomsg message.params.message
  endif
enddef

def Start()
  server = job_start(COMMAND, {in_mode: 'lsp', out_mode: 'lsp', err_io: 'null', out_cb: Hear, exit_cb: Ended})
  const capabilities = {
    general: {positionEncodings: ['utf-8']},
    textDocument: {
      inlineCompletion: {},
      codeAction: {
        codeActionLiteralSupport: {codeActionKind: {valueSet: ['refactor', 'refactor.rewrite']}},
        dataSupport: true,
        resolveSupport: {properties: ['edit']},
      },
    },
  }
  const root = 'file://' .. getcwd()
  const options = get(g:, 'afterword_settings', {})
  const params = {processId: getpid(), clientInfo: {name: 'Vim', version: string(v:versionlong)},
    rootUri: root, capabilities: capabilities, initializationOptions: options}
  Request('initialize', params, (_) => {
    is_open = true
    Notify('initialized', {})
    Open()
  })
enddef

def Ended(_: job, code: number)
  is_open = false
  versions = {}
  Hide()
  if code != 0 && v:exiting == v:null
    echomsg $'Afterword stopped ({code}). :AfterwordStart starts it again.'
  endif
enddef

def Uri(buffer = bufnr()): string
  if bufname(buffer) == ''
    return $'untitled:{buffer}'
  endif
  const path = bufname(buffer)->fnamemodify(':p')
  return 'file://' .. path->substitute('[^A-Za-z0-9/._~-]', (found) => Escaped(found[0]), 'g')
enddef

def Escaped(character: string): string
  return range(len(character))->mapnew((_, index) => printf('%%%02X', character->strpart(index, 1)->char2nr()))->join('')
enddef

def Text(first: number, last: number): string
  return getline(first, last)->mapnew((_, line) => line .. "\n")->join('')
enddef

# Show the server this buffer, now and whenever it changes.
def Open()
  if index(FILETYPES, &filetype) < 0 || &buftype != ''
    return
  elseif !is_open
    if job_status(server) != 'run'
      Start()
    endif
  elseif !has_key(versions, bufnr())
    versions[bufnr()] = 1
    const language = get(LANGUAGES, &filetype, &filetype)
    Notify('textDocument/didOpen', {textDocument: {uri: Uri(), languageId: language, version: 1, text: Text(1, line('$'))}})
    listener_add(Changed)
  endif
enddef

def Changed(buffer: number, first: number, end: number, added: number, _: list<any>)
  if has_key(versions, buffer) && buffer == bufnr()
    versions[buffer] += 1
    const lines = {start: {line: first - 1, character: 0}, end: {line: end - 1, character: 0}}
    const change = {range: lines, text: Text(first, end - 1 + added)}
    Notify('textDocument/didChange', {textDocument: {uri: Uri(), version: versions[buffer]}, contentChanges: [change]})
  endif
enddef

def Close(buffer: number)
  if has_key(versions, buffer)
    remove(versions, buffer)
    Notify('textDocument/didClose', {textDocument: {uri: Uri(buffer)}})
  endif
enddef

def Here(): list<number>
  return [bufnr(), b:changedtick, line('.'), col('.')]
enddef

def Hide()
  if !empty(shown) && bufexists(shown.place[0])
    prop_remove({type: 'afterword', bufnr: shown.place[0], all: true})
  endif
  shown = {}
enddef

def Draw(text: string, item: dict<any>)
  Hide()
  if text != ''
    shown = {place: Here(), text: text, item: item}
    prop_add(line('.'), col('.'), {type: 'afterword', text: text})
  endif
enddef

# Keep what still fits, and ask again.
def Follow()
  if empty(shown) || shown.place != Here()
    const was = shown
    const typed = empty(was) ? '' : getline('.')->strpart(was.place[3] - 1, col('.') - was.place[3])
    Hide()
    if typed != '' && was.place[2] == line('.') && was.text[: len(typed) - 1] ==# typed
      Draw(was.text[len(typed) :], was.item)
    endif
    timer_stop(timer)
    timer = timer_start(PAUSE_MS, (_) => Ask())
  endif
enddef

def Position(): dict<any>
  return {textDocument: {uri: Uri()}, position: {line: line('.') - 1, character: col('.') - 1}}
enddef

def Ask()
  if mode()[0] != 'i' || !has_key(versions, bufnr())
    return
  endif
  listener_flush()
  const place = Here()
  Request('textDocument/inlineCompletion', Position()->extend({context: {triggerKind: 2}}), (reply) => {
    const items = get(reply, 'result', {})->get('items', [])
    if mode()[0] == 'i' && place == Here() && !empty(items)
      Draw(items[0].insertText, items[0])
    endif
  })
enddef

# Have the server run one of its commands, and return the answer.
def g:AfterwordRun(name: string, arguments: list<any> = []): any
  if !is_open
    return {}
  endif
  const params = {command: name, arguments: arguments}
  return ch_evalexpr(server, {method: 'workspace/executeCommand', params: params}, {timeout: 2000})->get('result', {})
enddef

# For mappings: the text to insert; '' if nothing is shown.
def g:AfterwordTake(unit = ''): string
  var taken = get(shown, 'text', '')
  if taken != '' && unit != ''
    taken = g:AfterwordRun('afterword.firstPart', [{text: taken, before: getline('.')->strpart(0, col('.') - 1), unit: unit}]).text
  elseif taken != ''
    const accepted = shown.item.command
    timer_start(0, (_) => {
      listener_flush()
      g:AfterwordRun(accepted.command, accepted.arguments)
    })
  endif
  return taken
enddef

def g:AfterwordIsShown(): bool
  return !empty(shown) && shown.place == Here()
enddef

def Continue()
  listener_flush()
  const tick = b:changedtick
  const at = Position().position
  const params = {textDocument: {uri: Uri()}, range: {start: at, end: at}, context: {diagnostics: [], only: ['refactor.rewrite']}}
  Request('textDocument/codeAction', params, (offered) => {
    const actions = get(offered, 'result', [])->copy()->filter((_, action) => action.title == 'Continue paragraph')
    if empty(actions)
      echo 'Afterword: there is nothing to continue here.'
      return
    endif
    Request('codeAction/resolve', actions[0], (reply) => {
      if has_key(reply, 'error')
        echomsg 'Afterword: ' .. reply.error.message
      elseif tick == b:changedtick
        Insert(reply.result.edit.changes->values()[0][0])
      endif
    })
  })
enddef

def Insert(edit: dict<any>)
  const start = edit.range.start
  const line = getline(start.line + 1)
  const lines = split(line->strpart(0, start.character) .. edit.newText .. line->strpart(start.character), "\n", true)
  setline(start.line + 1, lines[0])
  append(start.line + 1, lines[1 :])
enddef

command AfterwordStart Open()
command AfterwordContinue Continue()

inoremap <silent> <Plug>(afterword-accept) <C-g>u<C-r><C-o>=g:AfterwordTake()<CR>
inoremap <silent> <Plug>(afterword-word) <C-g>u<C-r><C-o>=g:AfterwordTake('word')<CR>
for [key, plug] in [['<Tab>', 'accept'], ['<C-l>', 'word'], ['<C-e>', 'dismiss']]
  if maparg(key, 'i') == ''
    execute $'imap <expr> {key} g:AfterwordIsShown() ? "\<Plug>(afterword-{plug})" : "{key->substitute("<", "\\\\<", "")}"'
  endif
endfor
inoremap <silent> <Plug>(afterword-dismiss) <Cmd>call g:AfterwordDismiss()<CR>

def g:AfterwordDismiss()
  Hide()
  timer_stop(timer)
enddef

augroup afterword
  autocmd!
  autocmd FileType,BufEnter * Open()
  autocmd TextChangedI,TextChangedP,CursorMovedI * Follow()
  autocmd InsertLeave,BufLeave * Hide()
  autocmd BufUnload * Close(expand('<abuf>')->str2nr())
augroup END
