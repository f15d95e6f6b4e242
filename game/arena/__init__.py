"""The host of a match on the LAN: sockets, pages, clips. It carries messages; the referee decides."""
