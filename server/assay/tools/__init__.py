"""The project's own tools: finds them, builds their command lines, reads their reports, and starts nothing itself."""
