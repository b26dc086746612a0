"""What is on the shelves, what runs low, what to order."""
