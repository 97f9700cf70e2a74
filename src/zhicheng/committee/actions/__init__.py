"""What is done about a committee and its meeting, a module for each part of it."""
