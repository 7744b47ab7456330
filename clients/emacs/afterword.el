;;; afterword.el --- Ghost text for prose, through eglot  -*- lexical-binding: t; -*-

;; Author: The Afterword authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: convenience, wp
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Has eglot start the program `afterword' for prose, and draws the words that it offers after
;; point.  How long a word is, and what is offered, the program says.

;;; Code:

(require 'eglot)

(defface afterword-ghost '((t :inherit shadow)) "Text that is not there yet." :group 'eglot)
(defvar afterword-delay 0.05 "Seconds without a change before ghost text is asked for.")
(defvar-local afterword--ghost nil "Overlay that draws ghost text; nil if none is shown.")
(defvar-local afterword--command nil "What the server wants to be told if the text is taken.")
(defvar-local afterword--place nil "Where answers are wanted for: the text's tick, and point.")
(defvar-local afterword--timer nil "Asks as soon as there is a pause.")

(defclass afterword-server (eglot-lsp-server) () :documentation "The program `afterword'.")

(cl-defmethod eglot-client-capabilities ((_server afterword-server))
  "Say that ghost text is shown here, which eglot by itself can't."
  (let ((all (cl-call-next-method)))
    (plist-put (plist-get all :textDocument) :inlineCompletion '(:dynamicRegistration :json-false))
    all))

(defun afterword--here ()
  "Return the text's tick and point."
  (list (buffer-chars-modified-tick) (point)))

(defun afterword--draw (text)
  "Show TEXT at point in place of what is shown; nothing if it is empty."
  (when afterword--ghost (delete-overlay afterword--ghost))
  (setq afterword--ghost (unless (string-empty-p text) (make-overlay (point) (point))))
  (when afterword--ghost  ; the property `cursor' keeps the cursor in front of the text
    (overlay-put afterword--ghost 'after-string
                 (propertize text 'face 'afterword-ghost 'cursor t))))

(defun afterword--shown ()
  "Return the ghost text, or an empty string."
  (if afterword--ghost
      (substring-no-properties (overlay-get afterword--ghost 'after-string)) ""))

(defun afterword--request (buffer)
  "Ask for ghost text at point of BUFFER, if the writer is still there."
  (when (and (eq buffer (window-buffer)) (buffer-local-value 'afterword-mode buffer))
    (with-current-buffer buffer
      (let ((place (setq afterword--place (afterword--here))))
        (eglot--signal-textDocument/didChange)
        (jsonrpc-async-request
         (eglot-current-server) :textDocument/inlineCompletion
         (append (eglot--TextDocumentPositionParams) '(:context (:triggerKind 2)))
         :success-fn (lambda (answer) (afterword--hear buffer place (plist-get answer :items)))
         :error-fn #'ignore :timeout-fn #'ignore)))))

(defun afterword--hear (buffer place items)
  "Draw the first of ITEMS, unless the writer has left PLACE in BUFFER."
  (when (eq buffer (window-buffer))
    (with-current-buffer buffer
      (when (and (eq place afterword--place) (equal place (afterword--here)))
        (let ((item (and (> (length items) 0) (aref items 0))))
          (setq afterword--command (plist-get item :command))
          (afterword--draw (or (plist-get item :insertText) "")))))))

(defun afterword--follow ()
  "After a command, keep what still fits, and ask again if the text has changed."
  (unless (equal afterword--place (afterword--here))
    (let ((shown (afterword--shown)) (tick (car afterword--place)))
      (setq afterword--place (afterword--here))
      (afterword--draw (if (and (eq this-command 'self-insert-command)
                                (string-prefix-p (string last-command-event) shown))
                           (substring shown 1) ""))
      (unless (eql tick (buffer-chars-modified-tick))
        (when afterword--timer (cancel-timer afterword--timer))
        (setq afterword--timer
              (run-with-timer afterword-delay nil #'afterword--request (current-buffer)))))))

(defun afterword--execute (command arguments)
  "Have the server execute COMMAND with ARGUMENTS, a vector; return its answer."
  (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                   (list :command command :arguments arguments)))

(defun afterword-accept ()
  "Insert the ghost text."
  (interactive)
  (insert (prog1 (afterword--shown) (afterword--draw "")))
  (eglot--signal-textDocument/didChange)
  (afterword--execute (plist-get afterword--command :command)
                      (plist-get afterword--command :arguments)))

(defun afterword-accept-word ()
  "Insert the first word of the ghost text."
  (interactive)
  (let* ((shown (afterword--shown))
         (before (buffer-substring-no-properties (max (point-min) (- (point) 200)) (point)))
         (wanted (list :text shown :before before :unit "word"))
         (word (plist-get (afterword--execute "afterword.firstPart" (vector wanted)) :text)))
    (insert word)
    (afterword--draw (substring shown (length word)))
    (setq afterword--place (afterword--here))))

(defun afterword-dismiss ()
  "Take the ghost text away."
  (interactive)
  (setq afterword--place (afterword--here))  ; nor is wanted what is on its way
  (afterword--draw ""))

;;;###autoload
(defun afterword-continue-paragraph ()
  "Write the rest of the paragraph at point."
  (interactive)
  (eglot--signal-textDocument/didChange)
  (let ((place (eglot--TextDocumentPositionParams)))
    ;; A model needs its time, and eglot need not ask whether this was wanted.
    (dlet ((jsonrpc-default-request-timeout 120)
           (eglot-confirm-server-initiated-edits nil) (eglot-confirm-server-edits nil))
      (afterword--execute "afterword.continueParagraph"
                          (vector (append (plist-get place :textDocument) place))))))

(defvar afterword-mode-map (make-sparse-keymap) "Keys that act on ghost text.")
(pcase-dolist (`(,key ,command) '(("TAB" afterword-accept) ("<tab>" afterword-accept)
                                  ("M-f" afterword-accept-word) ("C-g" afterword-dismiss)))
  ;; Where nothing is shown, they do what they did before.
  (define-key afterword-mode-map (kbd key)
    `(menu-item "" ,command :filter ,(lambda (command) (and afterword--ghost command)))))

;;;###autoload
(define-minor-mode afterword-mode
  "Show the words that may come after point as ghost text."
  :lighter " Afterword"
  (if afterword-mode
      (add-hook 'post-command-hook #'afterword--follow nil t)
    (remove-hook 'post-command-hook #'afterword--follow t)
    (afterword-dismiss)))

(defun afterword--manage ()
  "Show ghost text where eglot has our server, and for as long."
  (let ((is-ours (cl-typep (eglot-current-server) 'afterword-server)))
    (afterword-mode (if (and is-ours (eglot-managed-p)) 1 -1))))

;;;###autoload
(defun afterword-setup (&rest command)
  "Have eglot start COMMAND, or else afterword serve, for prose."
  (let ((contact (cons 'afterword-server (or command '("afterword" "serve")))))
    ;; Newer eglots call a mode that derives from `text-mode' "text", if nothing says otherwise.
    (push (cons '(markdown-mode
                  org-mode
                  (rst-mode :language-id "restructuredtext")
                  (adoc-mode :language-id "asciidoc")
                  (fountain-mode :language-id "fountain"))
                contact)
          eglot-server-programs)
    ;; Last: modes that derive from it may have servers of their own.
    (add-to-list 'eglot-server-programs
                 (cons '((typst-ts-mode :language-id "typst") text-mode) contact)
                 'append))
  (add-hook 'eglot-managed-mode-hook #'afterword--manage))

(provide 'afterword)
;;; afterword.el ends here
