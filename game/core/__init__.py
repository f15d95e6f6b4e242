"""Frozen facts and the skill table; standard library only."""
