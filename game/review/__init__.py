"""Statistics, pages and exports for teachers and students."""
