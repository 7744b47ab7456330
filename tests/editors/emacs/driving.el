;;; driving.el --- Obeys a test, one form a line  -*- lexical-binding: t; -*-

;;; Commentary:

;; Reads forms from stdin, and answers each with one line of JSON on stdout.

;;; Code:

(require 'json)

(defvar driving-limit 45 "Seconds that nothing takes, on a slow machine too.")

(defun driving-until (is-so)
  "Wait until the function IS-SO returns non-nil, and return that."
  (let ((give-up (+ (float-time) driving-limit)) seen)
    (while (not (setq seen (funcall is-so)))
      (when (> (float-time) give-up) (error "It never came"))
      (accept-process-output nil 0.01))
    seen))

(defun driving-press (keys)
  "Type KEYS, a string for `kbd', into the selected window."
  (execute-kbd-macro (kbd keys)))

(defun driving-type (text)
  "Type TEXT as it is."
  (execute-kbd-macro (vconcat text)))

(defun driving-open (file before after)
  "Visit a new FILE that holds BEFORE and AFTER, with point between them."
  (let ((coding-system-for-write 'utf-8-unix))
    (write-region (concat before after) nil file nil 'quiet))
  (find-file file)
  (goto-char (1+ (length before))))

(defun driving-marked ()
  "Return the text with a mark at point."
  (with-current-buffer (window-buffer)
    (concat (buffer-substring-no-properties (point-min) (point)) "‸"
            (buffer-substring-no-properties (point) (point-max)))))

(defun driving-ghosts ()
  "Return what overlays draw at point of the selected window's buffer."
  (with-current-buffer (window-buffer)
    (delq nil (mapcar (lambda (overlay)
                        (let ((text (overlay-get overlay 'after-string)))
                          (and text (= (overlay-start overlay) (point))
                               (substring-no-properties text))))
                      (overlays-in (point-min) (1+ (point-max)))))))

(defun driving-loop ()
  "Obey until stdin ends."
  (let (line)
    (while (setq line (ignore-errors (read-from-minibuffer "")))
      (princ (concat (json-encode
                      (condition-case err
                          `((value . ,(with-current-buffer (window-buffer) (eval (read line) t))))
                        (t `((error . ,(error-message-string err))))))
                     "\n")))))

;;; driving.el ends here
