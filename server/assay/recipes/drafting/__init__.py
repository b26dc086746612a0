"""Drafts tests of a function without a model: what to call it with, which calls to keep, how to write them down."""
