"""Measures what Assay's actions do with code that nobody here wrote, and prints it as Markdown.

`sources` and `checker`, `suite`, `run` are the ground: pinned distributions, and the tools that are started on them.
`real`, `mutants`, `abstention` and `baselines` are the parts, whose results are kept; `table` prints them.
"""
