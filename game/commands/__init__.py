"""What each command does, as functions of adapters that `wiring` builds; `cli` parses and prints."""
