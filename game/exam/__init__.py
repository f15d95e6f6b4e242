"""Examines a listener on rendered questions, fits its confidence, and writes its card."""
