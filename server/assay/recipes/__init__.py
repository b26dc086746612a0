"""Deterministic proposers, one per file."""
