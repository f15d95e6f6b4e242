"""Progress: a skill over weeks, alone and beside the AI, and where who has the better ear."""

from typing import Final

import pygame

from game.charts.threshold import Chart, draw_threshold
from game.core.skills import SKILLS
from game.learn.tracker import label
from game.screens import marks
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.events import Event, Key
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.ability_map import how_of
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.at_rest import paint_first_chart
from game.screens.scenes.chart_view import ChartView
from game.screens.scenes.places import Places, PlaceScene
from game.screens.scenes.practice import SKILL_IDS, PracticeScene
from game.screens.scenes.skill_list import SkillList
from game.screens.theme import XS, S
from game.screens.type import true_minus
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import WaitBar
from game.session.progress import LEAST_ROUNDS, Progress, Records, Versus, progress_of, read_records
from game.session.wording_progress import (
    say_gap,
    say_growth,
    say_headline,
    say_rank,
    say_sure,
    say_versus,
)
from game.session.wording_skills import SHORT, say_size

CHART: Final = Rect(312, 212, 912, 224)
FIRST_CHART: Final = Rect(312, 256, 912, 384)
ROWS_TOP: Final = 520.0
MOST_ROWS: Final = 7

TOUCHING: Final = 9.0
"""Two marks whose middles are nearer than this lie over one another."""


class ProgressScene(PlaceScene):
    """One skill at a time; the list on the left chooses it."""

    title = "Progress"
    here = "Progress"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self.skill_id = ""
        self.progress: Progress | None = None
        self._records: Records | None = None
        self._done: dict[str, Progress] = {}
        self._counted = -1

    def entered(self) -> None:
        """Read what was played, unless it is known already."""
        super().entered()
        to = self.to
        self._skills = to.log.find_skills(self.player_id)
        if not self.skill_id:
            latest = max(self._skills.values(), key=lambda skill: skill.seen_at, default=None)
            self.skill_id = SKILL_IDS[0] if latest is None else latest.skill_id
        counted = sum(sitting.rounds for sitting in to.log.find_sittings(self.player_id))
        if counted != self._counted:
            self._counted, self._records, self._done = counted, None, {}
        self._show()

    def left(self) -> None:
        """Want no more pictures."""
        self.to.jobs.forget("progress")
        self.to.jobs.forget("chart")

    def _show(self) -> None:
        """Show the chosen skill, as soon as it is worked out."""
        self.progress = self._done.get(self.skill_id)
        if self.skill_id not in self._skills:
            self.progress = Progress(self.skill_id, None, (), (), None, None, rank=None, faded=False, versus=())
        self._build()
        if self.progress is None:
            player_id, skill_id, known, skills = self.player_id, self.skill_id, self._records, self._skills

            def work() -> tuple[Records, Progress]:
                records = read_records(self.to.log, player_id) if known is None else known
                trials = records.trials.get(skill_id, ())
                return records, progress_of(skill_id, trials, records.attempts, skill=skills.get(skill_id))

            self.to.jobs.start("progress", work, then=self._take)

    def _take(self, worked_out: tuple[Records, Progress]) -> None:
        self._records, progress = worked_out
        self._done[progress.skill_id] = progress
        if progress.skill_id == self.skill_id:
            self.progress = progress
            self._build()

    # ---- what is on the screen

    def _build(self) -> None:
        rows = [
            (
                skill_id,
                SHORT[skill_id],
                how_of(label(skill.theta_sd)) if (skill := self._skills.get(skill_id)) else None,
            )
            for skill_id in SKILL_IDS
        ]
        skills = SkillList(Rect(40, 120, 216, 448), rows=rows, chosen=SKILL_IDS.index(self.skill_id),
                           on_choose=self._choose)  # fmt: skip
        legend = Picture(Rect(56, 580, 184, 72), _paint_meanings, label="What the labels mean")
        title = Words(Rect(56, 92, 184, 24), "Skills", size=16, colour="ink", face="semibold")
        focused, by_keyboard = self.tree.focus, self.tree.by_keyboard
        label_before = "" if focused is None else focused.label
        self.chart: ChartView | None = None
        self.tree.replace(
            frame.group(
                self.bar(),
                Card(Rect(32, 72, 232, 592), children=(title, skills, legend)),
                self._right(),
                frame.foot(("Up Down", "skill"), ("Enter", "practise it"), ("M", "mirror"), ("F1", "keys")),
            ),
            ambient=skills,
        )  # fmt: skip
        again = [widget for widget in self.tree.walk() if widget.label == label_before and widget.focusable]
        if again:
            self.tree.focus_on(again[0], by_keyboard=by_keyboard)

    def _right(self) -> tuple[Widget, ...]:
        progress = self.progress
        if progress is None:
            heading = frame.heading(SKILLS[self.skill_id].title, "", left=288, width=960)
            return (heading[0], WaitBar(Rect(288, 124, 320, 4), "Reading your rounds"))
        headline = Words(
            Rect(288, 76, 960, 40), true_minus(say_headline(progress)), size=28, colour="ink", face="semibold"
        )
        if progress.skill is None:
            return (headline, *self._empty())
        sure = Picture(Rect(288, 120, 96, 21), self._paint_sure, label="How sure", value=label(progress.skill.theta_sd))
        line = Words(Rect(384, 120, 864, 21), true_minus(say_sure(progress)))
        self.chart = ChartView(CHART, progress)
        name = Words(Rect(312, 178, 400, 24), SKILLS[self.skill_id].title, size=16, colour="ink", face="semibold")
        scale = "Lower is finer. Band: 9 in 10 sure. Log scale."
        note = Words(Rect(724, 181, 500, 18), scale, size=XS, align="right")
        return (
            headline,
            sure,
            line,
            Card(Rect(288, 160, 960, 288), children=(name, note, self.chart)),
            *self._cards_below(progress),
        )

    def _cards_below(self, progress: Progress) -> tuple[Card, ...]:
        """Return who is right where and what it says; only the words where the AI stays out of the skill."""
        if progress.versus or self.to.listener.answers(progress.skill_id):
            return (self._versus_card(progress), self._words_card(progress, x=912))
        return (self._words_card(progress, x=288),)

    def _empty(self) -> tuple[Widget, ...]:
        """Return the chart as it waits for its first line."""
        spec = SKILLS[self.skill_id]
        words = Words(Rect(312, 184, 640, 24), "No rounds in this skill yet. Twelve are enough for a first number.",
                      size=16, colour="ink", face="semibold")  # fmt: skip
        note = Words(Rect(312, 212, 640, 21), "The line goes down as your ears get finer.")
        start = Button(Rect(1056, 184, 168, 40), "Practise it", kind="primary", key="Enter", on_press=self._practise)
        begin = true_minus(say_size(self.skill_id, spec.cue_start))
        chart = Picture(FIRST_CHART, lambda canvas, rect: paint_first_chart(canvas, rect, spec),
                        label="Everybody begins here", value=begin)  # fmt: skip
        line = Words(Rect(288, 120, 960, 21), spec.asks)
        return (line, Card(Rect(288, 160, 960, 504), children=(words, note, start, chart)))

    def _versus_card(self, progress: Progress) -> Card:
        rect = Rect(288, 464, 608, 200)
        title = Words(Rect(312, 480, 240, 24), "You and the AI", size=16, colour="ink", face="semibold")
        if not progress.versus:
            why = "The AI has not sat in on this skill yet. It comes in after six rounds alone."
            return Card(rect, children=(title, Words(Rect(312, 516, 480, 44), why)))
        shown = progress.versus[:MOST_ROWS]
        said = ", ".join(f"{one.name}: you {one.you}, AI {one.ai} of {one.rounds}" for one in shown)
        legend = Picture(Rect(560, 480, 312, 24), _paint_versus_legend, label="Marks")
        rows = Picture(Rect(312, 508, 560, 148), lambda canvas, at: paint_versus(canvas, at, shown), label="By region",
                       value=said)  # fmt: skip
        return Card(rect, children=(title, legend, rows))

    def _words_card(self, progress: Progress, *, x: float) -> Card:
        wide = 1248 - x
        title = Words(Rect(x + 24, 480, wide - 48, 24), "What it says", size=16, colour="ink", face="semibold")
        said = [one for one in (say_growth(progress), *say_versus(progress)) if one][:2]
        its_own = "" if self.to.listener.answers(progress.skill_id) else "The AI stays out of this skill: it is yours."
        quiet = [one for one in (its_own or say_gap(progress), say_rank(progress)) if one]
        lines, y = list[Widget](), 512.0
        for text, colour in [*((one, "ink") for one in said), *((one, "muted") for one in quiet)]:
            rows = -(-len(text) * 6.9 // (wide - 40)) if colour == "ink" else -(-len(text) * 6.0 // (wide - 40))
            high = rows * (21.0 if colour == "ink" else 18.0)
            if y + high > 660:
                break
            lines.append(
                Words(Rect(x + 24, y, wide - 40, high), text, size=S if colour == "ink" else XS, colour=colour)
            )
            y += high + 4
        return Card(Rect(x, 464, wide, 200), children=(title, *lines))

    def _paint_sure(self, canvas: Canvas, rect: Rect) -> None:
        if self.progress is not None and self.progress.skill is not None:
            marks.sureness(canvas, (rect.x, rect.y + 10), how=how_of(label(self.progress.skill.theta_sd)))

    # ---- what the player does

    def _choose(self, index: int) -> None:
        self.skill_id = SKILL_IDS[index]
        self._show()

    def _practise(self) -> None:
        scene = self.home.scene_of("Practice")
        if isinstance(scene, PracticeScene):
            scene.wanted = self.skill_id
        self.next_scene = scene

    def handle(self, event: Event) -> bool:
        """Go back to today with Escape; practise the skill with Enter."""
        if not isinstance(event, Key) or not event.down or event.code != pygame.K_RETURN:
            return super().handle(event)
        self._practise()
        return True

    def update(self, dt_s: float) -> Scene | None:
        """Have the chart drawn as it is wanted now."""
        view = self.chart
        if view is not None and view.wanted is not None:
            look, view.wanted = view.wanted, None
            progress = view.progress

            def work() -> Chart:
                return draw_threshold(progress, look, width=CHART.w, height=CHART.h)

            self.to.jobs.start("chart", work, then=lambda chart: view.take(chart, look))
        return self.next_scene


def _paint_meanings(canvas: Canvas, rect: Rect) -> None:
    canvas.rule((rect.x, rect.y), w=rect.w)
    rows: tuple[tuple[marks.Sureness, str], ...] = (
        ("good", "within 25 %"),
        ("rough", "within 40 %"),
        ("measuring", "wider"),
    )
    for index, (how, words) in enumerate(rows):
        y = rect.y + 18 + 24 * index
        marks.sureness(canvas, (rect.x, y), how=how)
        canvas.text(words, (rect.right, y), size=XS, colour="muted", align="right", on="mid")


def _paint_versus_legend(canvas: Canvas, rect: Rect) -> None:
    canvas.text("right in 10", (rect.right, rect.cy), size=XS, colour="muted", align="right", on="mid")
    x = rect.right - 180
    marks.guess(canvas, (x, rect.cy), r=4.5)
    canvas.text("you", (x + 12, rect.cy), size=XS, colour="muted", on="mid")
    marks.ai(canvas, (x + 56, rect.cy), r=6)
    canvas.text("AI", (x + 68, rect.cy), size=XS, colour="muted", on="mid")


def paint_versus(canvas: Canvas, rect: Rect, rows: tuple[Versus, ...]) -> None:
    """Paint for each kind of round how often you and the AI were right, and on how many rounds that rests."""
    axis = Axis(0.0, 10.0, rect.x + 136, rect.right - 8)
    base = rect.bottom - 22
    high = min(24.0, (base - rect.y) / len(rows))
    for tens in (0.0, 5.0, 10.0):
        canvas.rule((axis.at(tens), rect.y), h=base - rect.y + 2, colour="line")
        canvas.text(
            f"{tens:g}",
            (axis.at(tens), rect.bottom - 8),
            size=XS,
            colour="muted",
            face="mono",
            align="centre",
            on="mid",
        )
    for index, one in enumerate(rows):
        y = rect.y + high * (index + 0.5)
        canvas.text(one.name, (rect.x, y), size=XS, colour="muted", on="mid")
        canvas.text(f"{one.rounds}", (rect.x + 124, y), size=XS, colour="muted", face="mono", align="right", on="mid")
        if one.rounds < LEAST_ROUNDS:
            canvas.text("too few to show", (axis.at(0.0) + 12, y), size=XS, colour="muted", on="mid")
            continue
        lo, hi = (axis.at(10 * share) for share in one.share_range)
        canvas.box(Rect(lo, y - 4, hi - lo, 8), radius=4, fill="ink", alpha=0.18)
        you, ai = axis.at(10 * one.you / one.rounds), axis.at(10 * one.ai / one.rounds)
        canvas.rule((min(you, ai), y), w=max(1.0, abs(you - ai)), colour="muted")
        apart = TOUCHING / 2 if abs(you - ai) < TOUCHING else 0.0  # neither hides the other
        marks.ai(canvas, (ai, canvas.snap(y + apart)), r=5.5)
        marks.guess(canvas, (you, canvas.snap(y - apart)), r=4.5)
