"""The AI that hears blind: it is given a Question and a Heard, and nothing else."""
