"""The figures that the game must stand, measured on this machine."""
