"""Checks: each judges a candidate in one way, before and after."""
