"""The catalogue: one file per action."""
