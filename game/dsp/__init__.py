"""Arrays in, arrays out. Audio is float32, shape (n_samples, n_channels), C order, full scale -1 to 1."""
