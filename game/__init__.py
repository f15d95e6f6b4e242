"""Own Ears: an ear trainer for music-production students, with an honest AI that hears blind."""

import os

for _setting in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):  # read when numpy is imported
    os.environ.setdefault(_setting, "1")  # for matrices as small as ours, more threads wait for each other
