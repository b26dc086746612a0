"""Assay: a language server whose edits arrive already tested."""

__version__ = "0.1.0"
