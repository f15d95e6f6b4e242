"""`python -m game` is `own-ears`."""

from game.cli import main

main()
