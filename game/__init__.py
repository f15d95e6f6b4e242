"""Own Ears: an ear trainer for music-production students, with an honest AI that hears blind."""
