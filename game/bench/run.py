"""Which rows there are, and running them."""

import difflib
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from game.bench import (
    ab_switch,
    frame_work,
    idle,
    import_2h,
    listener,
    match_load,
    rebuild,
    render_drills,
    render_vs_cpp,
    round_ready,
    rounds_500,
    sandbox_heard,
    start,
    tracker,
)
from game.bench.rows import Report, Row

ROWS: Final[Mapping[str, Callable[[], Row]]] = MappingProxyType(
    {
        "round_ready": round_ready.measure,
        "listener": listener.measure,
        "render_vs_cpp_file": render_vs_cpp.measure_file,
        "render_vs_cpp_cached": render_vs_cpp.measure_cached,
        "first_frame": start.measure_first_frame,
        "home_responds": start.measure_home_responds,
        "first_round": start.measure_first_round,
        "frame_work": frame_work.measure,
        "ab_switch": ab_switch.measure,
        "idle": idle.measure,
        "rebuild_growth": rebuild.measure,
        "rounds_500": rounds_500.measure,
        "tracker": tracker.measure,
        "import_2h": import_2h.measure,
        "sandbox_heard": sandbox_heard.measure,
        **render_drills.MEASURES,
        **match_load.MEASURES,
    }
)
"""Every row by its name; a new one is one more line."""


def run(only: Sequence[str]) -> Report:
    """Return the named rows, measured now, or all of them where none is named.

    Raises:
        ValueError: a row is unknown; nothing was measured.
    """
    for name in only:
        if name not in ROWS:
            near = difflib.get_close_matches(name, ROWS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ValueError(f"row must be one of {', '.join(ROWS)}, got {name!r}.{hint}")
    return Report(describe_machine(), tuple(ROWS[name]() for name in only or ROWS))


def describe_machine() -> str:
    """Return what the figures depend on, in one line."""
    processor = platform.processor() or platform.machine()
    return (
        f"{platform.system()} {platform.machine()}, {processor}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, numpy {np.__version__}"
    )
