"""The picture of a truth in the Class screen, drawn from what the host sent: a bell, gains, a bar, or numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from game.core.facts import Choice
from game.screens import lanes, marks
from game.screens.axis import LANE_HI_HZ, LANE_LO_HZ, Axis, draw_freq_grid, draw_freq_labels
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scenes import chart, points
from game.screens.scenes.class_grid import FORCE, OTHERS, names_of, part_lanes, ruler_of
from game.screens.scenes.told import AI, FINAL, TRUTH, draw_marks_in_row
from game.screens.theme import XS, S
from game.screens.type import true_minus
from game.screens.widgets.base import Card, Picture
from game.session.match_seat import Drawn

PLACE: Final = Rect(32, 152, 864, 432)
AROUND: Final = Rect(56, 176, 816, 384)
PLOT: Final = Rect(200, 200, 672, 328)
ROW_H: Final = 72.0
GAP: Final = 16.0
HIGHEST_STRIP: Final = 160.0
MOVED_S: Final = 1e-4
Paint = Callable[[Canvas, Rect], None]


def picture_card(drawn: Drawn, says: str) -> Card:
    """Return the card with the picture of a truth; `says` is the truth in words."""
    painters: Mapping[str, Callable[[Canvas, Drawn], None]] = {
        "curve": _curve, "gain": _gain, "grid": _grid, "bars": _bars,
    }  # fmt: skip
    paint = painters[drawn.picture["kind"]]
    return Card(PLACE, children=(Picture(AROUND, lambda canvas, _: paint(canvas, drawn), label="Truth", value=says),))


def whose(drawn: Drawn, choice: Choice | None) -> list[str]:
    """Return who gave an answer, the truth first."""
    if choice is None:
        return []
    told = ((TRUTH, drawn.choice), (FINAL, drawn.final), (AI, drawn.ai))
    return [who for who, value in told if value == choice]


# ---- a bell


def _curve(canvas: Canvas, drawn: Drawn) -> None:
    freqs, db = np.array(drawn.picture["freq_hz"]), np.array(drawn.picture["db"])
    size_db = float(db[np.argmax(np.abs(db))])
    axis, up = chart.freq_axis(PLOT), chart.db_axis(PLOT, size_db)
    canvas.well(PLOT)
    draw_freq_grid(canvas, axis, top=PLOT.y + 1, bottom=PLOT.bottom - 1)
    draw_freq_labels(canvas, axis, y=PLOT.bottom + 20)
    for tick in chart.db_ticks(round(size_db, 1)):
        canvas.rule((PLOT.x + 1, up.at(tick)), w=PLOT.w - 2, colour="axis" if tick == 0 else "grid")
        canvas.text(points.say_db(tick), (PLOT.x - 12, up.at(tick)), size=XS, colour="muted", face="mono",
                    align="right", on="mid")  # fmt: skip
    inside = (freqs >= LANE_LO_HZ) & (freqs <= LANE_HI_HZ)
    xs, ys, zero = axis.places(freqs[inside]), up.places(db[inside]), up.at(0)
    canvas.between(xs, np.minimum(ys, zero), np.maximum(ys, zero), colour="truth", alpha=0.20, fade=0.03)
    canvas.curve(xs, ys, colour="truth", lw=marks.TRUTH_WIDTH)
    if drawn.question.answer.kind == "freq":
        _places(canvas, drawn, axis, ((FINAL, drawn.final, "you"), (AI, drawn.ai, "AI")))


def _places(canvas: Canvas, drawn: Drawn, axis: Axis, told: Sequence[tuple[str, Choice | None, str]]) -> None:
    """Paint where the answers lie, at the foot of the plot, each with a line up to the top."""
    for row, (who, hz, name) in enumerate(told):
        if hz is None:
            continue
        x, y = axis.at(min(max(hz, LANE_LO_HZ), LANE_HI_HZ)), PLOT.bottom - 20 - 28 * row
        colour = "ai" if who == AI else "ink"
        canvas.rule((x, PLOT.y + 1), h=y - PLOT.y, colour=colour, alpha=0.6, dash=(2, 4) if who == AI else None)
        (marks.ai if who == AI else marks.final)(canvas, (canvas.snap(x), y), ground="well")
        left = x > PLOT.cx
        canvas.label(name, (x - 16 if left else x + 16, y), colour=colour, align="right" if left else "left")


# ---- takes, one strip each


def _strips(canvas: Canvas, drawn: Drawn, names: Sequence[str]) -> list[tuple[str, Rect, str]]:
    """Paint the names of clips and whose they are; return name, strip and hue of each."""
    high = min(HIGHEST_STRIP, (PLOT.h - GAP * (len(names) - 1)) / len(names))
    found = []
    for index, name in enumerate(names):
        strip = Rect(PLOT.x, PLOT.y + index * (high + GAP), PLOT.w, high)
        takes = name.isdigit()
        here = whose(drawn, float(name)) if takes else []
        true = TRUTH in here or not takes
        canvas.text(f"Take {name}" if takes else name, (AROUND.x, strip.cy), size=S,
                    colour="ink" if true else "muted", face="semibold" if true else "medium", on="mid")  # fmt: skip
        draw_marks_in_row(canvas, (strip.x - 16 - 20 * len(here), strip.cy), here)
        found.append((name, strip, "truth" if true else "faint"))
    return found


def _gain(canvas: Canvas, drawn: Drawn) -> None:
    takes = drawn.picture["takes"]
    names = ["B"] if len(takes) == 1 else [str(number + 1) for number in range(len(takes))]
    deepest_db = min(-1.0, *(min(take) for take in takes))
    longest = max(len(take) for take in takes)
    for (_, strip, hue), take in zip(_strips(canvas, drawn, names), takes, strict=True):
        canvas.well(strip)
        up = Axis(1.15 * deepest_db, -0.15 * deepest_db, strip.bottom, strip.y)
        across = Axis(0, longest - 1, strip.x + 8, strip.right - 8)
        canvas.rule((strip.x + 1, up.at(0)), w=strip.w - 2, colour="axis")
        xs, ys = across.places(np.arange(len(take), dtype=np.float64)), up.places(np.array(take))
        canvas.between(xs, np.full(len(xs), up.at(0)), ys, colour=hue, alpha=0.20, fade=0.20)
        canvas.curve(xs, ys, colour=hue, lw=2.0)
        said = true_minus(f"down to {min(take):.3g} dB") if min(take) < -MOVED_S else "left alone"
        canvas.text(said, (AROUND.x, strip.cy + 22), size=XS, colour="muted", on="mid")
    canvas.text(f"gain over {drawn.picture['step_s'] * longest:.2g} s", (PLOT.x, PLOT.bottom + 20), size=XS,
                colour="muted")  # fmt: skip


def _bars(canvas: Canvas, drawn: Drawn) -> None:
    values, unit = drawn.picture["values"], drawn.picture["unit"]
    reach = max(values) - min(values) or 1.0
    for (_, strip, hue), value in zip(
        _strips(canvas, drawn, [str(number + 1) for number in range(len(values))]), values, strict=True
    ):
        across = Axis(min(values) - 0.5 * reach, max(values) + 0.5 * reach, strip.x + 16, strip.right - 112)
        canvas.well(strip)
        canvas.rule((strip.x + 16, strip.cy), w=across.at(value) - strip.x - 16, colour=hue)
        canvas.disc((canvas.snap(across.at(value)), strip.cy), 6, fill=hue)
        canvas.label(true_minus(f"{value:.4g} {unit}"), (across.at(value) + 16, strip.cy), colour="ink")


# ---- a bar


def _grid(canvas: Canvas, drawn: Drawn) -> None:
    clips = {name for lane in drawn.picture["lanes"] for hit in lane["hits"] for name in hit["sounds_s"]}
    if "B" in clips:
        _lanes(canvas, drawn)
    else:
        _takes(canvas, drawn, sorted(clips))


def _view(drawn: Drawn) -> tuple[float, float]:
    ruler = ruler_of(drawn.picture)
    return 0.0, ruler.length_s if drawn.question.answer.kind == "hit" else ruler.bar_s


def _beats(canvas: Canvas, well: Rect, drawn: Drawn, *, counted: bool) -> Axis:
    ruler, view = ruler_of(drawn.picture), _view(drawn)
    axis = lanes.time_axis(well, view)
    if counted:
        lanes.draw_counts(canvas, axis, ruler.lines(*view), y=well.y - 12)
    canvas.well(well)
    for at, _, strong in ruler.lines(*view):
        canvas.rule((axis.at(at), well.y + 1), h=well.h - 2, colour="axis" if strong else "line")
    return axis


def _late_s(hit: Mapping[str, Any], clip: str, *, beside: str = "") -> float:
    sounds = hit["sounds_s"]
    start = sounds.get(beside, hit["grid_s"])
    return float(sounds.get(clip, start) - start)


def _takes(canvas: Canvas, drawn: Drawn, names: Sequence[str]) -> None:
    hits = [hit for lane in drawn.picture["lanes"] for hit in lane["hits"] if hit["grid_s"] < _view(drawn)[1] - MOVED_S]
    for index, (name, strip, hue) in enumerate(_strips(canvas, drawn, names)):
        axis = _beats(canvas, strip, drawn, counted=index == 0)
        for hit in hits:
            _hit(canvas, axis, (strip.cy, strip.h), hit["grid_s"], _late_s(hit, name), hue)


def _hit(
    canvas: Canvas, axis: Axis, place: tuple[float, float], at_s: float, late_s: float, hue: str, *, number: int = 0
) -> None:
    """Paint a hit in a row of some middle and height: at rest, or beside its place."""
    box = lanes.hit_box(axis.at(at_s), *place, FORCE)
    if abs(late_s) > MOVED_S:
        lanes.draw_moved(canvas, box, axis.at(at_s + late_s) - box.cx, colour=hue)
    else:
        lanes.draw_rest(canvas, box, force=FORCE)
    if number:
        canvas.label(str(number), (box.cx, place[0] + 0.42 * place[1]), align="centre")


def _lanes(canvas: Canvas, drawn: Drawn) -> None:
    names = names_of(drawn.picture)
    rows = part_lanes(drawn.picture)
    row_h = min(ROW_H, PLOT.h / len(rows))
    well = Rect(PLOT.x, PLOT.y, PLOT.w, row_h * len(rows))
    axis = _beats(canvas, well, drawn, counted=True)
    end_s = _view(drawn)[1] - MOVED_S
    for index, row in enumerate(rows):
        y = well.y + row_h * (index + 0.5)
        if index:
            canvas.rule((well.x + 1, y - row_h / 2), w=well.w - 2, colour="grid")
        asked = [lane for lane in drawn.picture["lanes"] if lane["name"] in names and lane["name"] == row.name.lower()]
        who = _who_named(drawn, asked)
        canvas.text(row.name, (AROUND.x, y), size=S, colour="ink" if who else "muted",
                    face="semibold" if TRUTH in who else "medium", on="mid")  # fmt: skip
        draw_marks_in_row(canvas, (well.x - 12 - 20 * len(who), y), who)
        known = {round(hit["grid_s"], 4): hit for lane in asked for hit in lane["hits"]}
        for mark in row.marks:
            hit = known.get(mark.at_s)
            if mark.at_s < end_s:
                late_s = _late_s(hit, "B", beside="A") if hit is not None and row.name != OTHERS else 0.0
                number = hit["number"] if hit is not None else 0
                _hit(canvas, axis, (y, row_h), mark.at_s, late_s, "truth", number=number)


def _who_named(drawn: Drawn, asked: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return whose answer lies in a lane: the part that was named, or the part of the hit."""
    answer = drawn.question.answer
    found = list[str]()
    for who, choice in ((TRUTH, drawn.choice), (FINAL, drawn.final), (AI, drawn.ai)):
        if choice is None or not asked:
            continue
        if answer.kind == "part_direction":
            here = answer.move(choice).part == asked[0]["name"]
        else:
            here = any(hit["number"] == choice for hit in asked[0]["hits"] if hit["number"])
        found += [who] if here else []
    return found
