;;; -*- lexical-binding: t -*-
;; What was typed is held back by Emacs when the edit comes: the server cannot know of it.
(person-open "mean.py")
(person-go-to "def _rounded")
(defvar person-text-at-the-edit nil)
(cl-defmethod eglot-handle-request :before (_server (_method (eql workspace/applyEdit)) &rest _)
  (unless person-text-at-the-edit
    (save-excursion
      (goto-char (point-min))
      (insert "# typed at the last moment\n# twice\n"))
    (setq person-text-at-the-edit (person-text))))
(let ((before (person-text)))
  (person-choose "(tested first)")
  (person-said "the edit was refused")
  (person-flush)
  (person-finish :before before :typed person-text-at-the-edit :after (person-text)))
