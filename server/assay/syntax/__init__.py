"""What a Python text says by its syntax alone: trees, scopes, parameters, the public interface."""
