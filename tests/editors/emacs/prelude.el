;;; -*- lexical-binding: t -*-
;; What every scenario uses. It drives the editor as a person would and waits for what that person would see.
(load (expand-file-name "load_path.el" (file-name-directory load-file-name)) nil t)
(setq make-backup-files nil create-lockfiles nil auto-save-default nil)
(require 'cl-lib)
(require 'eglot)
(require 'json)
(load (getenv "CONFIGURATION") nil t)

(defvar person-messages nil "Every line that was shown, the latest first.")
(defvar person-asked nil "Every question, the latest first.")
(defvar person-answers '(("Do you trust" . "Not now")) "What the person answers, by a pattern in the question; anything else is quit, and never answered.")

(cl-defmethod eglot-handle-notification :before
  (_server (_method (eql window/showMessage)) &key _type message)
  (push message person-messages))

(defun person-answer (question)
  (push question person-asked)
  (or (cdr (cl-find-if (lambda (each) (string-match-p (car each) question)) person-answers))
      (throw 'person-quits nil)))
(advice-add 'completing-read :override (lambda (question &rest _) (person-answer question)))
(advice-add 'y-or-n-p :override (lambda (question) (equal (person-answer question) "yes")))

(defun person-until (what condition)
  (let ((end (+ (float-time) 60)))
    (while (not (funcall condition))
      (when (> (float-time) end) (error "waited in vain: %s\n%S" what person-messages))
      (catch 'person-quits (accept-process-output nil 0.02)))))

(defun person-flush ()
  "Do what Emacs does by itself after half a second, except in batch mode: send what was typed."
  (eglot--signal-textDocument/didChange))

(defun person-open (name)
  (find-file (expand-file-name name (getenv "PROJECT")))
  (apply #'eglot (eglot--guess-contact))
  (person-until "the server" #'eglot-managed-p))

(defun person-text () (buffer-substring-no-properties (point-min) (point-max)))

(defun person-go-to (text)
  (goto-char (point-min))
  (search-forward text)
  (beginning-of-line))

(defun person-actions () (append (eglot-code-actions (point) (point)) nil))

(defun person-titles ()
  (vconcat (mapcar (lambda (action) (plist-get action :title)) (person-actions))))

(defun person-choose (title)
  (let* ((actions (person-actions))
         (action (cl-find-if (lambda (each) (string-match-p (regexp-quote title) (plist-get each :title))) actions)))
    (unless action (error "%s is not in %S" title actions))
    (let ((command (plist-get action :command)))
      (eglot-execute-command (eglot-current-server) (intern (plist-get command :command))
                             (plist-get command :arguments)))))

(defun person-said (pattern)
  (person-until pattern (lambda () (cl-some (lambda (message) (string-match-p pattern message)) person-messages))))

(defun person-undo ()
  (undo-boundary)
  (let ((last-command nil)) (undo))
  (person-flush))

(defun person-finish (&rest found)
  (princ (format "\nRESULT %s\n"
                 (json-encode (append found (list :messages (vconcat (reverse person-messages))
                                                  :asked (vconcat (reverse person-asked)))))))
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server) nil 5)
  (kill-emacs 0))
