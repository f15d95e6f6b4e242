"""The AI's score card: how often it is right, by size, region and kind of sound, and how honest its odds are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pygame

from game.core.errors import GameError
from game.core.skills import SKILLS
from game.screens import marks
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.events import Event, Key
from game.screens.rect import Rect
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.places import Places, PlaceScene
from game.screens.scenes.practice import SKILL_IDS
from game.screens.scenes.skill_list import SkillList
from game.screens.theme import XS, S
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import WaitBar
from game.session.score_card import (
    MUSIC,
    Score,
    Share,
    What,
    find_score,
    name_of,
    say_basis,
    say_none,
    say_odds,
    say_of_ten,
    say_places,
    say_score,
    say_tenths,
)
from game.session.wording_skills import SHORT

COLUMN_W: Final = 280.0
MOST_ROWS: Final = 8
ROW_H: Final = 24.0
DOTS: Final = 10
DOT_STEP: Final = 13.0
LEAST: Final = 5
"""Rounds of a kind before a share of them is shown."""
DOMAINS: Final = tuple(MUSIC)
YOURS, CANNOT, NOT_MEASURED = "yours", "can't tell", "unknown"
PLOT: Final = Rect(352, 524, 120, 120)


class ScoreCardScene(PlaceScene):
    """One skill at a time; the list on the left chooses it, arrows choose the kind of sound."""

    title = "The AI"
    here = "The AI"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self.skill_id = SKILL_IDS[0]
        self.domain = DOMAINS[0]
        self.scores: tuple[Score, ...] | None = None
        self.fault = ""

    def entered(self) -> None:
        """Read the card, unless it is known already."""
        super().entered()
        self._build()
        if self.scores is None:
            self.to.jobs.start("score card", self.to.read_scores, then=self._take, failed=self._fail)

    def left(self) -> None:
        """Want no card any more."""
        self.to.jobs.forget("score card")

    def _take(self, scores: tuple[Score, ...]) -> None:
        self.scores = scores
        self._build()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, GameError):
            raise error
        self.fault, self.scores = str(error), ()
        self._build()

    @property
    def score(self) -> Score | None:
        """The row that is shown."""
        return find_score(self.scores or (), self.skill_id, self.domain)

    # ---- what is on the screen

    def _build(self) -> None:
        rates = {skill_id: self._said_of(skill_id) for skill_id in SKILL_IDS}
        skills = ScoreList(Rect(40, 120, 216, 448), said=rates, chosen=SKILL_IDS.index(self.skill_id),
                           on_choose=self._choose)  # fmt: skip
        title = Words(Rect(56, 92, 184, 24), "Right in 10", size=16, colour="ink", face="semibold")
        about = "On music that its odds never met. What it does not answer is yours."
        note = Words(Rect(56, 584, 184, 72), about, size=XS)
        self.tree.replace(
            frame.group(
                self.bar(),
                Card(Rect(32, 72, 232, 592), children=(title, skills, note)),
                self._right(),
                frame.foot(("Up Down", "skill"), ("Left Right", "kind of sound"), ("Esc", "today"), ("F1", "keys")),
            ),
            ambient=skills,
        )

    def _said_of(self, skill_id: str) -> str:
        score = find_score(self.scores or (), skill_id, self.domain)
        if score is None:
            return NOT_MEASURED if self.to.listener.answers(skill_id) else YOURS
        return CANNOT if score.silent else say_of_ten(score.hit_rate)

    def _right(self) -> tuple[Widget, ...]:
        if self.scores is None:
            heading = frame.heading("The AI's score card", "", left=288, width=960)
            return (heading[0], WaitBar(Rect(288, 124, 320, 4), "Reading the card"))
        score = self.score
        if score is None:
            return frame.heading(SKILLS[self.skill_id].title, self._nothing(), left=288, width=960)
        return (
            Words(Rect(288, 76, 720, 40), say_score(score), size=28, colour="ink", face="semibold"),
            Words(Rect(288, 116, 720, 21), f"{self._title()} {say_basis(score)}"),
            self._switch(),
            self._shares_card(score),
            self._odds_card(score),
            self._words_card(score),
        )

    def _title(self) -> str:
        title = SKILLS[self.skill_id].title
        return title if title.endswith("?") else f"{title}."

    def _nothing(self) -> str:
        if self.fault:
            return self.fault
        if self.to.listener.answers(self.skill_id):
            return f"Nothing was measured on {MUSIC[self.domain]} here. Its odds are those on the game's music."
        return say_none(self.skill_id)

    def _switch(self) -> Button:
        other = DOMAINS[1 - DOMAINS.index(self.domain)]
        words = f"On {MUSIC[other]}"
        return Button(Rect(1048, 84, 200, 40), words, key="D", on_press=self._turn)

    def _shares_card(self, score: Score) -> Card:
        heads: dict[What, str] = {
            "cue": "By size of the change",
            "region": "By part" if self.skill_id.startswith("time.") else "By region",
            "kind": "By kind of music" if self.domain == DOMAINS[0] else "By kind of sound",
        }
        shown = [(head, shares) for what, head in heads.items() if (shares := score.by(what)[:MOST_ROWS])]
        columns = [
            _shares_picture(Rect(312 + (COLUMN_W + 36) * index, 176, COLUMN_W, 264), head, shares)
            for index, (head, shares) in enumerate(shown)
        ]
        return Card(Rect(288, 160, 960, 296), children=columns)

    def _odds_card(self, score: Score) -> Card:
        title = Words(Rect(312, 488, 400, 24), "How honest its odds are", size=16, colour="ink", face="semibold")
        said = ", ".join(f"said {10 * p:.1f}, was {10 * hit:.1f}" for p, hit in score.odds)
        plot = Picture(Rect(312, 520, 200, 140), lambda canvas, _: paint_odds(canvas, score), label="Said and right",
                       value=said)  # fmt: skip
        words = Words(Rect(528, 528, 216, 84), say_odds(score), colour="ink")
        return Card(Rect(288, 472, 472, 192), children=(title, plot, words))

    def _words_card(self, score: Score) -> Card:
        title = Words(Rect(800, 488, 424, 24), "What it says", size=16, colour="ink", face="semibold")
        lines = [
            Words(Rect(800, 520 + 26 * index, 424, 21), words, colour="ink")
            for index, words in enumerate(say_places(score))
        ]
        note = Words(Rect(800, 584, 424, 54), "It hears the processed sound alone. You hear the original too.", size=XS)
        return Card(Rect(776, 472, 472, 192), children=(title, *lines, note))

    # ---- what the player does

    def _choose(self, index: int) -> None:
        self.skill_id = SKILL_IDS[index]
        self._build()

    def _turn(self) -> None:
        self.domain = DOMAINS[1 - DOMAINS.index(self.domain)]
        self._build()

    def handle(self, event: Event) -> bool:
        """Go back to today with Escape; change the kind of sound with the arrows."""
        if not isinstance(event, Key) or not event.down:
            return False
        if event.code in (pygame.K_LEFT, pygame.K_RIGHT) and self.scores is not None:
            self._turn()
            return True
        if event.code == pygame.K_ESCAPE:
            self.go("Today")
            return True
        return False


def _shares_picture(rect: Rect, head: str, shares: Sequence[Share]) -> Picture:
    said = ", ".join(f"{name_of(one)}: {say_tenths(one.hit_rate or 0)} of {one.n}" for one in shares)
    return Picture(rect, lambda canvas, at: paint_shares(canvas, at, shares, head=head), label=head, value=said)


class ScoreList(SkillList):
    """All skills, each with how often the AI is right in ten."""

    def __init__(self, rect: Rect, *, said: Mapping[str, str], chosen: int, on_choose: Callable[[int], None]) -> None:
        rows = [(skill_id, SHORT[skill_id], None) for skill_id in said]
        super().__init__(rect, rows=rows, chosen=chosen, on_choose=on_choose)
        self.said = tuple(said.values())

    @property
    def value_text(self) -> str:
        """Say the chosen skill and how often the AI is right."""
        return f"{self.rows[self.chosen][1]}, {self.said[self.chosen]}"

    def draw_mark(self, canvas: Canvas, row: Rect, index: int) -> None:
        """Paint how often it is right, or that the skill is yours."""
        said = self.said[index]
        if said in (YOURS, CANNOT, NOT_MEASURED):
            canvas.text(said, (row.right - 16, row.cy), size=XS, colour="muted", align="right", on="mid")
            return
        marks.ai(canvas, (row.right - 44, row.cy), r=5, ground="raised" if index == self.chosen else "card")
        canvas.text(said, (row.right - 16, row.cy), size=XS, face="mono", align="right", on="mid")


def paint_shares(canvas: Canvas, rect: Rect, shares: Sequence[Share], *, head: str) -> None:
    """Paint ten dots for each kind of round, and how many rounds that rests on."""
    canvas.text(head, (rect.x, rect.y + 12), size=S, face="semibold", on="mid")
    canvas.text("rounds", (rect.right, rect.y + 12), size=XS, colour="muted", align="right", on="mid")
    left = rect.right - 48 - DOTS * DOT_STEP
    for index, share in enumerate(shares):
        y = rect.y + 44 + ROW_H * index
        canvas.text(name_of(share), (rect.x, y), size=XS, colour="muted", on="mid")
        canvas.text(f"{share.n}", (rect.right, y), size=XS, colour="muted", face="mono", align="right", on="mid")
        if share.n < LEAST:
            canvas.text("too few to show", (left, y), size=XS, colour="muted", on="mid")
            continue
        for dot in range(DOTS):
            at = (left + 5 + dot * DOT_STEP, y)
            if dot < round(DOTS * (share.hit_rate or 0.0)):
                canvas.disc(at, 4.5, fill="ai")
            else:
                canvas.disc(at, 4, line="ai", lw=1.2, alpha=0.55)


def paint_odds(canvas: Canvas, score: Score) -> None:
    """Paint what it said its chance was against how often it was right: honest odds lie on the line."""
    said = Axis(0.0, 1.0, PLOT.x + 8, PLOT.right - 8)
    right = Axis(0.0, 1.0, PLOT.bottom - 8, PLOT.y + 8)
    canvas.well(PLOT)
    ends = np.array([0.0, 1.0])
    canvas.curve(said.places(ends), right.places(ends), colour="axis", lw=1)
    for p, hit in score.odds:
        marks.ai(canvas, (said.at(p), right.at(hit)), r=4, ground="well")
    canvas.text("right", (PLOT.x - 8, PLOT.y + 12), size=XS, colour="muted", align="right", on="mid")
    canvas.text("said", (PLOT.right + 8, PLOT.bottom - 8), size=XS, colour="muted", on="mid")
