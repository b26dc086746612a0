;;; -*- lexical-binding: t -*-
;; Debian's Eglot for Emacs 28 is not found under -Q; later Emacs versions bring Eglot with them.
(when (< emacs-major-version 29)
  (dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*"))
    (push folder load-path)))
