"""What a model is shown of a project: pure, the same bytes for the same files, and never more than was asked for."""
