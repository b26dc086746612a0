"""What was found out before, kept on disk: keys and values, and nothing that knows what they mean."""
