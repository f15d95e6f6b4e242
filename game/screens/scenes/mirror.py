"""The mirror: a week with the AI, both ways at equal size; one thing to try; private."""

from functools import partial
from typing import Final

import pygame

from game.core.skills import SKILLS
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Event, Key
from game.screens.rect import Rect
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.places import Places, PlaceScene
from game.screens.theme import XS, XXL, L, M, S
from game.screens.type import rich
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import WaitBar
from game.session import mirror
from game.session.mirror import Mirror
from game.session.progress import Records, read_records

LEFT: Final = 160.0
WIDTH: Final = 960.0
HALF: Final = 472.0
MOST_DOTS: Final = 42
DOTS_A_ROW: Final = 21
MOST_SKILLS: Final = 4
DONE: Final = Rect(928, 608, 192, 48)


class MirrorScene(PlaceScene):
    """The card of one week; arrows turn to other weeks, D shows how it is worked out."""

    title = "Mirror"
    here = "Mirror"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self.weeks_ago = 0
        self.detailed = False
        self.card: Mirror | None = None
        self._records: Records | None = None
        self._counted = -1

    def entered(self) -> None:
        """Read what was played, unless it is known already."""
        super().entered()
        self.weeks_ago, self.detailed = 0, False
        counted = sum(sitting.rounds for sitting in self.to.log.find_sittings(self.player_id))
        if counted != self._counted:
            self._counted, self._records, self.card = counted, None, None
            player_id = self.player_id
            self.to.jobs.start("mirror", lambda: read_records(self.to.log, player_id), then=self._take)
        self._build()

    def left(self) -> None:
        """Want nothing more; what was not read is read again."""
        self.to.jobs.forget("mirror")
        if self._records is None:
            self._counted = -1

    def _take(self, records: Records) -> None:
        self._records = records
        self._turn(0)

    @property
    def most_weeks(self) -> int:
        """How many weeks back there is anything."""
        return 0 if self._records is None else mirror.weeks_of(self._records.attempts, now=self.to.local_now())

    def _turn(self, by: int) -> None:
        """Turn to an earlier or a later week."""
        if self._records is None:
            return
        self.weeks_ago = min(self.most_weeks, max(0, self.weeks_ago + by))
        self.card = mirror.mirror_of(self._records.attempts, now=self.to.local_now(), weeks_ago=self.weeks_ago)
        self._build()

    # ---- what is on the screen

    def _build(self) -> None:
        card = self.card
        done = Button(DONE, "Done", kind="primary", key="Enter", on_press=lambda: self.go("Today"))
        if card is None:
            wait = WaitBar(Rect(LEFT, 184, 320, 4), "Reading your rounds")
            self.tree.replace(frame.group(self.bar(), self._title("Your week with the AI"), wait, done))
            return
        if not card.found.rounds and not self.most_weeks:
            self._build_empty(done)
            return
        body = self._details(card) if self.detailed else self._both_ways(card)
        self.tree.replace(
            frame.group(
                self.bar(),
                self._title("How this is worked out" if self.detailed else mirror.say_headline(card)),
                Picture(Rect(LEFT, 126, WIDTH, 24), self._paint_span, label="Span",
                        value=mirror.say_span(card).replace("**", "")),
                body,
                Words(Rect(LEFT, 622, 400, 21), "Only you see this card."),
                Button(Rect(744, 608, 168, 48), "The card" if self.detailed else "How it counts", key="D",
                       on_press=self._toggle),
                done,
                frame.foot(("Enter", "done"), ("D", "how it counts"), ("Left Right", "other weeks"), ("F1", "keys")),
            )
        )  # fmt: skip

    def _build_empty(self, done: Button) -> None:
        words = "The AI has not sat in on a round of yours yet. It comes in after six rounds alone."
        why = "Then this card shows how you and it decide together: when you keep your answer, and when you take its."
        inside = (Words(Rect(LEFT + 24, 200, WIDTH - 48, 24), words, size=M, colour="ink", face="medium"),
                  Words(Rect(LEFT + 24, 232, WIDTH - 48, 24), why))  # fmt: skip
        done.label = "Today's plan"
        self.tree.replace(
            frame.group(
                self.bar(),
                self._title("Your week with the AI"),
                Card(Rect(LEFT, 176, WIDTH, 104), children=inside),
                done,
                frame.foot(("Enter", "today's plan"), ("F1", "keys")),
            )
        )

    def _title(self, words: str) -> Words:
        return Words(Rect(LEFT, 80, WIDTH, 40), words, size=28, colour="ink", face="semibold", align="centre")

    def _paint_span(self, canvas: Canvas, rect: Rect) -> None:
        if self.card is not None:
            canvas.runs(
                rich(mirror.say_span(self.card), colour="muted"), (rect.cx, rect.cy), size=S, align="centre", on="mid"
            )

    def _both_ways(self, card: Mirror) -> tuple[Widget, ...]:
        kept, took = mirror.say_kept(card.found.counts), mirror.say_took(card.found.counts)
        trial = Card(
            Rect(LEFT, 504, WIDTH, 80),
            children=(
                Words(Rect(LEFT + 24, 516, 400, 18), "One thing to try", size=XS, face="medium"),
                Words(Rect(LEFT + 24, 540, WIDTH - 48, 24), mirror.say_try(card), size=M, colour="ink", face="medium"),
            ),
        )
        yours = self._half(
            LEFT, "When you kept yours", kept, whose="you", where="Where your ears were the better bet",
            followed=mirror.say_own(card.found.g_own), about=mirror.say_about_kept(card),
        )  # fmt: skip
        its = self._half(
            LEFT + HALF + 16, "When you took the AI's", took, whose="ai", where="Where the AI was the better bet",
            followed=mirror.say_ai(card.found.g_ai), about=mirror.say_about_took(card),
        )  # fmt: skip
        return (yours, its, trial)

    def _half(
        self, x: float, title: str, counted: tuple[int, int], *, whose: str, where: str, followed: str, about: str
    ) -> Card:
        def paint(canvas: Canvas, rect: Rect) -> None:
            paint_counts(canvas, rect, title=title, counted=counted, whose=whose)

        figure = Picture(
            Rect(x + 24, 192, HALF - 48, 148), paint, label=title, value=f"{counted[0]} of {counted[1]} right"
        )
        return Card(
            Rect(x, 176, HALF, 312),
            children=(
                figure,
                Words(Rect(x + 24, 364, HALF - 48, 21), where),
                Words(Rect(x + 24, 386, HALF - 48, 21), followed, colour="ink", face="semibold"),
                Words(Rect(x + 24, 420, HALF - 48, 44), about),
            ),
        )

    def _details(self, card: Mirror) -> tuple[Widget, ...]:
        rows = mirror.say_details(card)
        figures = [
            Words(Rect(x, 190 + 28 * index, width, 21), text, colour=colour)
            for index, row in enumerate(rows)
            for x, width, text, colour in (
                (LEFT + 24, 216, row[0], "ink"),
                (LEFT + 248, 176, row[1], "ink" if row[1] != "not yet" else "muted"),
                (LEFT + 432, 504, row[2], "muted"),
            )
        ]
        skills = mirror.by_skill(card)
        said = ", ".join(f"{SKILLS[one].title}: {counts}" for one, counts in skills.items())
        high = 28.0 * min(MOST_SKILLS, max(1, len(skills)))
        table = Picture(Rect(LEFT + 24, 424, WIDTH - 48, 36 + high), partial(paint_table, card=card),
                        label="Disagreements by skill", value=said)  # fmt: skip
        return (Card(Rect(LEFT, 176, WIDTH, 216), children=tuple(figures)),
                Card(Rect(LEFT, 408, WIDTH, 68 + high), children=(table,)))  # fmt: skip

    # ---- what the player does

    def _toggle(self) -> None:
        self.detailed = not self.detailed
        self._build()

    def handle(self, event: Event) -> bool:
        """Turn weeks with the arrows, and go back to today with Escape."""
        if not isinstance(event, Key) or not event.down or event.code not in (pygame.K_LEFT, pygame.K_RIGHT):
            return super().handle(event)
        self._turn(1 if event.code == pygame.K_LEFT else -1)
        return True


def paint_counts(canvas: Canvas, rect: Rect, *, title: str, counted: tuple[int, int], whose: str) -> None:
    """Paint how many answers of one kind were right: the figure, and a dot for each."""
    mark = marks.ai if whose == "ai" else marks.guess
    mark(canvas, (rect.x + 8, rect.y + 20))
    canvas.text(title, (rect.x + 28, rect.y + 20), size=M, face="semibold", on="mid")
    right, made = counted
    wide = canvas.text(str(right), (rect.x, rect.y + 88), size=XXL, face="semibold")
    canvas.text(
        f"of {made} right" if made else "rounds so far", (rect.x + wide + 9, rect.y + 88), size=L, colour="muted"
    )
    shown = min(made, MOST_DOTS)
    for index in range(shown):
        row, column = divmod(index, DOTS_A_ROW)
        at = (rect.x + 7 + column * 20, rect.y + 114 + row * 20)
        if index < round(right * shown / made):
            canvas.disc(at, 6.5, fill="ink")
        else:
            canvas.disc(at, 6, line="muted", lw=1.4)
    canvas.rule((rect.x, rect.bottom + 12), w=rect.w)


def paint_table(canvas: Canvas, rect: Rect, *, card: Mirror) -> None:
    """Paint how disagreements ended, skill by skill, each that has eight or more."""
    heads = ("kept, right", "kept, off", "took it, right", "took it, off")
    canvas.text("Disagreements by skill, from eight on", (rect.x, rect.y + 12), size=S, face="semibold", on="mid")
    columns = [rect.x + 480 + 144 * index for index in range(4)]
    for x, words in zip(columns, heads, strict=True):
        canvas.text(words, (x, rect.y + 12), size=XS, colour="muted", align="right", on="mid")
    skills = sorted(mirror.by_skill(card).items(), key=lambda item: -mirror.total(item[1]))[:MOST_SKILLS]
    for index, (skill_id, counts) in enumerate(skills):
        y = rect.y + 42 + 28 * index
        canvas.rule((rect.x, y - 14), w=rect.w, colour="grid")
        canvas.text(SKILLS[skill_id].title, (rect.x, y), size=S, on="mid")
        cells = (counts.kept_right, counts.kept_wrong, counts.switched_right, counts.switched_wrong)
        for x, cell in zip(columns, cells, strict=True):
            canvas.text(str(cell), (x, y), size=S, face="mono", align="right", on="mid")
    if not skills:
        canvas.text(
            "No skill has eight disagreements in these days yet.",
            (rect.x, rect.y + 48),
            size=S,
            colour="muted",
            on="mid",
        )
