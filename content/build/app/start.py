"""Where the packed game begins. A packed program has no modules to run by name, so it runs them itself."""

import runpy
import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["-m"]:
        name, sys.argv = sys.argv[2], sys.argv[2:]
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    else:
        from game.cli import main

        main()
