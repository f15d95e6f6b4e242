"""The round without a window: plain lines that a screen reader reads well."""
