"""Measures what `migrate_config` makes of configuration that nobody here wrote, beside what ini2toml makes of it."""
