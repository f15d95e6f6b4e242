"""The A/B engine and what carries it: sound device, files, recorder, nothing."""
