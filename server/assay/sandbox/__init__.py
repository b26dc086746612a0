"""Isolated execution: copy-on-write branches of a workspace, and commands that run in them under limits."""
