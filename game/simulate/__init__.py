"""Scripted students with known ears and habits, for tests, demos and load. They never hear a sound."""
