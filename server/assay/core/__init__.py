"""Values: frozen data that every layer shares. Standard library only, no ambient state."""
