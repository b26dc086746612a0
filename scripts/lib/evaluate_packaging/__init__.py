"""Measures what `migrate_config` makes of packages that nobody here wrote, beside what other tools make of them."""
