"""Reads and validates content/, and audio files from outside."""
