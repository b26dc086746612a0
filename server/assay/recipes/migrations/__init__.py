"""Migrations of configuration: deterministic proposers, one kind each, trusted no more than any other."""
