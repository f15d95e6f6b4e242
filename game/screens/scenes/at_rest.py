"""What waits for its first content: the chart of a skill without rounds, and the place where music is dropped."""

import math
from typing import Final

from game.core.skills import SkillSpec
from game.screens import marks
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import XS
from game.screens.type import true_minus
from game.session.wording_skills import say_size

GUTTER: Final = 80.0
FOOT_H: Final = 24.0
BARS: Final = 96
BARS_A_BEAT: Final = 6
DASH: Final = (6.0, 5.0)


def paint_first_chart(canvas: Canvas, rect: Rect, spec: SkillSpec) -> None:
    """Paint the sizes that a skill goes through, each half of the one above, and where everybody begins."""
    plot = Rect(rect.x + GUTTER, rect.y, rect.w - GUTTER, rect.h - FOOT_H)
    size = Axis(spec.cue_hardest * 0.85, spec.cue_easiest * 1.15, plot.bottom, plot.y, log=True)
    canvas.well(plot)
    for rank in range(1 + math.floor(math.log2(spec.cue_start / spec.cue_hardest))):
        asked = spec.cue_start / 2**rank
        said = true_minus(say_size(spec.skill_id, asked))
        canvas.rule((plot.x + 1, size.at(asked)), w=plot.w - 2, colour="grid" if rank else "axis")
        canvas.text(said, (plot.x - 12, size.at(asked)), size=XS, colour="muted", align="right", on="mid")
        if rank:
            canvas.label(f"rank {rank}", (plot.right - 16, size.at(asked)), align="right")
    begin = (plot.x + 32, size.at(spec.cue_start))
    marks.guess(canvas, begin, r=5)
    canvas.label("Everybody begins here", (begin[0] + 16, begin[1]), colour="muted")
    canvas.text("First rounds", (plot.x, plot.bottom + 18), size=XS, colour="muted")
    canvas.text("Weeks from now", (plot.right, plot.bottom + 18), size=XS, colour="muted", align="right")


def paint_drop(canvas: Canvas, rect: Rect) -> None:
    """Paint a track without music: its rim is broken, its loop is only hinted at."""
    for y in (rect.y, rect.bottom - 1):
        canvas.rule((rect.x, y), w=rect.w, colour="axis", dash=DASH)
    for x in (rect.x, rect.right - 1):
        canvas.rule((x, rect.y), h=rect.h, colour="axis", dash=DASH)
    step = (rect.w - 64) / BARS
    for bar in range(BARS):
        share = bar % BARS_A_BEAT / BARS_A_BEAT
        high = rect.h * math.exp(-3 * share) * (0.7 if bar // BARS_A_BEAT % 4 else 0.9)
        at = Rect(rect.x + 32 + step * bar, rect.cy - high / 2, 4, high)
        canvas.box(at, radius=2, fill="raised")
