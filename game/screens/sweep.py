"""Takes back what finished scenes leave behind, between two scenes and not while one plays."""

import gc


def sweep() -> None:
    """Free the scenes that were left: they hold megabytes of sound, and reference themselves by their callbacks.

    Python looks for such circles by the number of new objects, and a round makes few but large ones. The first sweep
    sets aside all that lives by then, which makes a later one take about 2 ms instead of 50.
    """
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()
