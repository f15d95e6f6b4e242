"""The player's own music: a stretch of a file, and the loop in it that questions are asked about."""

from dataclasses import dataclass
from typing import Final

SHORTEST_LOOP_S: Final = 2.0
LONGEST_LOOP_S: Final = 12.0
PROPOSED_LOOP_S: Final = 8.0
KEPT_S: Final = 30.0
"""Of the file, around the loudest stretch: enough to trim by hand, little enough to keep."""
SLOWEST_BPM: Final = 40.0
FASTEST_BPM: Final = 240.0
BEATS_PER_BAR: Final = 4
MIN_TAPS: Final = 4


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the beats are: tempo, and a first beat of a bar in seconds from the start of what is kept."""

    tempo_bpm: float
    downbeat_s: float

    @property
    def bar_s(self) -> float:
        """Length of a bar in seconds."""
        return BEATS_PER_BAR * 60 / self.tempo_bpm


@dataclass(frozen=True, slots=True)
class OwnPiece:
    """A piece of own music as it was imported and trimmed.

    Attributes:
        source_id: made from the samples that are kept: the same music has the same id.
        title: the file's name without its ending, unless it is renamed.
        seconds: length of the file.
        rate_hz: of the file.
        channels: of the file.
        truncated: the file is cut off or damaged.
        says: what the player should know about the file; '' if all is well.
        usable_hz: the stretch of frequencies in which it has something to ask about.
        kept_s: length of what is kept of the file.
        kept_at_s: where in the file that begins.
        start_s: where the loop begins in what is kept.
        stop_s: where it ends.
        grid: its beats; None while nobody has set them.
        sparsest_db: of the loop, as in `Source.sparsest_bar_db`.
        in_play: whether questions are asked about it.
    """

    source_id: str
    title: str
    seconds: float
    rate_hz: int
    channels: int
    truncated: bool
    says: str
    usable_hz: tuple[float, float]
    kept_s: float
    kept_at_s: float
    start_s: float
    stop_s: float
    sparsest_db: tuple[tuple[float, float], ...] = ()
    grid: Grid | None = None
    in_play: bool = True

    @property
    def bars(self) -> int | None:
        """How many bars the loop has; None without a grid."""
        return None if self.grid is None else max(1, round((self.stop_s - self.start_s) / self.grid.bar_s))


def fit_loop(start_s: float, stop_s: float, *, kept_s: float) -> tuple[float, float]:
    """Return a loop that lies in what is kept and is neither too short nor too long; where it must, the end moves.

    >>> fit_loop(1.0, 9.0, kept_s=30.0), fit_loop(28.0, 40.0, kept_s=30.0), fit_loop(5.0, 5.1, kept_s=30.0)
    ((1.0, 9.0), (28.0, 30.0), (5.0, 7.0))
    >>> fit_loop(0.0, 30.0, kept_s=30.0), fit_loop(0.0, 1.0, kept_s=1.2)
    ((0.0, 12.0), (0.0, 1.2))
    """
    shortest = min(SHORTEST_LOOP_S, kept_s)
    start = min(max(0.0, start_s), kept_s - shortest)
    return start, min(max(stop_s, start + shortest), start + LONGEST_LOOP_S, kept_s)


def loop_on_grid(grid: Grid, start_s: float, *, kept_s: float, near_s: float = PROPOSED_LOOP_S) -> tuple[float, float]:
    """Return whole bars: from the bar line nearest to `start_s` on, as many as come nearest to `near_s` and fit.

    >>> loop_on_grid(Grid(120.0, 0.5), 3.2, kept_s=30.0), loop_on_grid(Grid(120.0, 0.5), 28.0, kept_s=30.0)
    ((2.5, 10.5), (20.5, 28.5))
    """
    bar_s = grid.bar_s
    first = grid.downbeat_s % bar_s
    room = int((kept_s - first) / bar_s + 1e-9)
    if room < 1:
        return fit_loop(start_s, start_s + near_s, kept_s=kept_s)
    bars = min(room, max(1, round(near_s / bar_s)), max(1, int(LONGEST_LOOP_S / bar_s)))
    place = min(max(0, round((start_s - first) / bar_s)), room - bars)
    start = first + place * bar_s
    return start, start + bars * bar_s


def tapped_bpm(taps_s: tuple[float, ...]) -> float | None:
    """Return the tempo of evenly tapped beats, by least squares over their places; None for fewer than four.

    >>> tapped_bpm((0.0, 0.5, 1.01, 1.5)), tapped_bpm((0.0, 0.5))
    (119.8, None)
    """
    count = len(taps_s)
    if count < MIN_TAPS:
        return None
    middle, mean = (count - 1) / 2, sum(taps_s) / count
    spread = sum((index - middle) ** 2 for index in range(count))
    beat_s = sum((index - middle) * (tap - mean) for index, tap in enumerate(taps_s)) / spread
    bpm = 60 / beat_s if beat_s > 0 else 0.0
    return round(bpm, 1) if SLOWEST_BPM <= bpm <= FASTEST_BPM else None
