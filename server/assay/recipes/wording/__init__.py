"""What the words of each checker mean, so that a recipe answers an error and not a wording: one file per checker."""
