"""Pages of the gallery: parts and hits on a bar grid, the dial, and an amount of compression."""

from typing import Final

from game.screens.lanes import Lane, Mark, Ruler
from game.screens.rect import Rect
from game.screens.widgets import (
    AmountSlider,
    Button,
    Card,
    Choice,
    Dial,
    Hint,
    HitGrid,
    KeyHints,
    PartGrid,
    ReductionMeter,
    SwingGrid,
    TransferCurve,
    Widget,
    Words,
)

BEAT_S: Final = 60 / 104
STEP_S: Final = BEAT_S / 4
RULER: Final = Ruler(beat_s=BEAT_S, beats_per_bar=4, length_s=8 * BEAT_S)
NUDGE_MS: Final = 24.0
TICKS_MS: Final = (-120, -60, -30, -10, 0, 10, 30, 60, 120)
BAR: Final = (
    ("Kick", {0: 1.0, 6: 0.6, 8: 1.0, 11: 0.5}),
    ("Snare", {4: 0.9, 12: 0.95, 15: 0.35}),
    ("Hat", {i: 0.55 if i % 4 == 0 else 0.4 if i % 2 == 0 else 0.25 for i in range(16)}),
    ("Bass", {0: 0.8, 3: 0.5, 6: 0.6, 8: 0.8, 10: 0.45, 14: 0.5}),
    ("Keys", {0: 0.5, 2: 0.35, 7: 0.6, 10: 0.4}),
)


def sample_lanes(count: int = 5) -> tuple[Lane, ...]:
    """Return two bars of something that looks like a groove."""
    return tuple(
        Lane(name, tuple(Mark((bar * 16 + step) * STEP_S, force) for bar in (0, 1) for step, force in hits.items()))
        for name, hits in BAR[:count]
    )


def say_late(value: float) -> str:
    """Return what stands under a number of milliseconds."""
    return "ms early" if value < 0 else "ms late" if value > 0 else "on the grid"


def parts_page() -> tuple[Widget, ...]:
    """Return a part that is picked and nudged."""
    grid = PartGrid(Rect(44, 232, 828, 324), "Which part", parts=sample_lanes(), ruler=RULER, nudge_s=NUDGE_MS / 1000,
                    on_pick=lambda: None, on_loop=lambda _low, _high: None)  # fmt: skip
    grid.pick(row=1, way="late")
    grid.hue = "b"
    grid.move_head(2.15 * BEAT_S)
    dial = Dial(Rect(944, 204, 280, 260), "Nudge", lo=-120, hi=120, step=1, ticks=TICKS_MS,
                figure=lambda value: f"{value:+.0f}", caption=say_late, unit="ms", start=0.0, bend=15.0,
                value=NUDGE_MS)  # fmt: skip
    return (
        Words(Rect(32, 36, 400, 36), "Parts in lanes", size=28, colour="ink", bold=True),
        Words(Rect(32, 76, 640, 18), "Up and Down pick a part, Left and Right nudge it; or drag its lane."),
        Card(Rect(32, 152, 864, 432), children=(grid,)),
        Card(
            Rect(920, 152, 328, 432),
            children=(dial, Choice(Rect(944, 480, 280, 48), "Way", options=("Early", "Late"), chosen=1, keys=())),
        ),
        KeyHints((Hint("Up Down", "part"), Hint("Left Right", "early or late"), Hint("PgUp PgDn", "another bar"))),
    )


def hits_page() -> tuple[Widget, ...]:
    """Return a hit that is picked, and a swing under its dial."""
    hits = HitGrid(Rect(44, 120, 828, 252), "Which hit", parts=sample_lanes(3), ruler=RULER, nudge_s=0.03,
                   candidates=[(0, step * STEP_S) for step in (0, 6, 8, 11)], on_pick=lambda _: None)  # fmt: skip
    hits.choose(2)
    swing = SwingGrid(Rect(44, 416, 828, 252), "Swing", parts=sample_lanes(3), ruler=RULER, pair_s=BEAT_S,
                      on_loop=lambda _low, _high: None)  # fmt: skip
    swing.swing, swing.loop = 0.62, (BEAT_S, 3 * BEAT_S)
    dial = Dial(Rect(944, 112, 280, 260), "How much swing", lo=50, hi=75, step=0.5, ticks=(50, 55, 60, 66.7, 75),
                figure=lambda value: f"{value:.1f}", caption=lambda _: "% swing", unit="%", tolerance=4.0,
                value=62.0)  # fmt: skip
    empty = Dial(Rect(944, 404, 280, 260), "Not chosen", lo=50, hi=75, step=0.5, ticks=(50, 75),
                 figure=lambda value: f"{value:.1f}", caption=lambda _: "% swing", unit="%")  # fmt: skip
    return (
        Words(Rect(32, 36, 400, 36), "Hits and swing", size=28, colour="ink", bold=True),
        Words(Rect(32, 76, 640, 18), "Digits and arrows pick a hit. The grid moves with the dial."),
        Card(Rect(32, 104, 864, 280), children=(hits,)),
        Card(Rect(32, 400, 864, 280), children=(swing,)),
        Card(Rect(920, 104, 328, 576), children=(dial, empty)),
        KeyHints((Hint("Left Right", "move"), Hint("Shift Left Right", "move the loop"))),
    )


def amounts_page() -> tuple[Widget, ...]:
    """Return an amount of compression, chosen and not yet chosen."""
    widgets: list[Widget] = []
    for index, amount in enumerate((6.5, None)):
        y = 152 + 248 * index
        curve = TransferCurve(Rect(752, y + 24, 240, 176), f"In and out {index}", ratio=4.0, amount_db=amount)
        meter = ReductionMeter(Rect(1064, y + 24, 72, 176), f"Taken away {index}", hi_db=18.0, tolerance_db=3.0)
        meter.amount_db = amount
        if amount is not None:
            meter.feed(5.0)
        slider = AmountSlider(Rect(56, y + 64, 640, 112), f"How deep {index}", lo=0, hi=18, step=0.5, unit="dB",
                              marks=(0, 3, 6, 9, 12, 15, 18), value=amount, tolerance=3.0)  # fmt: skip
        none = Button(Rect(560, y + 24, 136, 32), "No change", key="N" if index else "M", on=bool(index))
        card = Card(Rect(32, y, 1216, 224), children=(slider, none, curve, meter))
        widgets.append(card)
    return (
        Words(Rect(32, 76, 640, 36), "Amounts", size=28, colour="ink", bold=True),
        Words(Rect(32, 116, 640, 18), "What an amount means: the curve it bends, and the meter it moves."),
        *widgets,
        KeyHints((Hint("Left Right", "move"), Hint("=", "type it"))),
    )
