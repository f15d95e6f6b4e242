"""A scripted evening through the real app."""
