"""Measures draft_tests on modules that nobody here wrote: `scripts/evaluate tests`."""
