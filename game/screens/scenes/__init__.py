"""What the player goes through: first run, home, round, advice, reveal, summary, settings."""
