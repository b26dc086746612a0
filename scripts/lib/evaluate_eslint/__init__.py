"""Measures what `migrate_config` makes of configurations of ESLint that nobody here wrote, beside the bare migrator."""
