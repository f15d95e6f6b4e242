"""The round and the practice run as pure state machines, and the ports that adapters fill."""
