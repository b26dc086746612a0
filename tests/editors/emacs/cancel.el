;;; -*- lexical-binding: t -*-
(person-open "mean.py")
(person-go-to "def _rounded")
(let ((before (person-text)))
  (person-choose "(tested first)")
  (let ((titles (person-titles)))
    (person-choose "Cancel: ")
    (person-said "^cancelled: ")
    (person-finish :before before :titles titles :after (person-text) :later (person-titles))))
