"""The messages of a match, and the client that joins one over the LAN."""
