"""What is learnt from answers: pure functions of the attempt log."""
