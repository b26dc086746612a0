"""Measures what `migrate_config` makes of workflows that nobody here wrote, beside a replacement of texts."""
