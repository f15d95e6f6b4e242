"""How the listener is trained: a bank of sounds that are in no game, examples, networks, calibration and export.

Nothing here is needed to play. It needs the extra `train`, a checkout, and the packages that `content/build` needs.
"""
