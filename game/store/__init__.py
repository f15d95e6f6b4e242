"""The player's database: SQLite through sqlite-utils."""
