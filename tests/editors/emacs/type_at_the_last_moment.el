;;; -*- lexical-binding: t -*-
;; What was typed is held back by Emacs when the edit comes: the server cannot know of it.
(person-open "mean.py")
(person-go-to "def _rounded")
(defvar person-buffer (current-buffer))
(defvar person-typed nil)
(cl-defmethod eglot-handle-request :before (_server (_method (eql workspace/applyEdit)) &rest _)
  (unless person-typed
    (with-current-buffer person-buffer
      (save-excursion
        (goto-char (point-min))
        (insert "# typed at the last moment\n# twice\n"))
      (setq person-typed (person-text)))))
(person-choose "(tested first)")
(person-until "the question" (lambda () (cl-some (lambda (asked) (string-match-p "Apply it" asked)) person-asked)))
(person-choose "Apply pending: ")
(person-until "the keystroke" (lambda () person-typed))
(person-flush)
(person-said "unconfirmed\\|not applied")
(person-finish :typed person-typed :after (person-text))
