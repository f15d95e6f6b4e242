"""The script of `idle`: `own-ears play` that nobody touches: `python -m game.bench.idling SETTLE_S WATCH_S`.

It prints the share of one core that the whole process took while home was on the screen and its sound device open.
"""

import json
import runpy
import sys
import time
from typing import Any


def main() -> None:
    """Start the game as its user does, let it settle, and watch it do nothing."""
    settle_s, watch_s = (float(argument) for argument in sys.argv[1:])
    from game.screens import window

    plain, begun = window.App.frame, dict[str, tuple[float, float]]()

    def frame(app: "window.App", *arguments: Any, **options: Any) -> None:
        plain(app, *arguments, **options)
        now = (time.monotonic(), time.process_time())
        shown = begun.setdefault("shown", now)
        if now[0] - shown[0] < settle_s:
            return
        since = begun.setdefault("settled", now)
        if now[0] - since[0] >= watch_s:
            sys.stdout.write(json.dumps((now[1] - since[1]) / (now[0] - since[0])))
            sys.stdout.flush()
            raise SystemExit(0)

    window.App.frame = frame  # type: ignore[method-assign, assignment]  # this process is here to be watched
    sys.argv = ["own-ears", "play"]
    runpy.run_module("game", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
