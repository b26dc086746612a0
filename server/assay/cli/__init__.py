"""The command line: one file per command, each with a `main` that is handed the arguments and gives the exit code."""
