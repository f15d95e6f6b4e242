"""The end of a block: what it came to, in words and marks."""

from typing import Final

from game.core.skills import SKILLS
from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.run import BlockRun
from game.screens.theme import XS, XXL, M, S
from game.screens.tree import Tree
from game.screens.type import Run
from game.screens.widgets.base import Card, Picture, Words
from game.screens.widgets.buttons import Button
from game.session.practice import summarise
from game.session.wording_block import say_block

STRIP: Final = Rect(56, 344, 1168, 200)


class SummaryScene(Scene):
    """A block that has ended."""

    title = "Block summary"

    def __init__(self, run: BlockRun, *, home: Scene) -> None:
        super().__init__()
        self.run, self.home = run, home
        self.summary = summarise(run.attempts)
        run.end()
        done = Button(frame.PRIMARY, "Done", kind="primary", key="Enter", on_press=self._leave)
        if not run.attempts:
            words = frame.heading("No round was finished", "A guess that you committed counts all the same.")
            self.tree = Tree(frame.group(frame.block_bar(run, on_back=self._leave), words, done))
            return
        figures = Picture(Rect(56, 176, 1168, 120), self._paint_figures, label="Figures", value=self._line())
        strip = Picture(STRIP, self._paint_strip, label="Round by round", value=self._strip_text())
        self.tree = Tree(
            frame.group(
                frame.block_bar(run, on_back=self._leave),
                frame.heading(self._title(), self._line()),
                Card(Rect(32, 152, 1216, 152), children=(figures,)),
                Card(Rect(32, 320, 1216, 264), children=(strip,)),
                Words(Rect(32, 604, 960, 24), self._said(), size=M, colour="ink", face="medium"),
                Words(Rect(32, 636, 960, 21), self._ai_line()),
                done,
                frame.foot(("Enter", "done")),
            )
        )

    def _title(self) -> str:
        return f"{self.summary.guess_hits} of {self.summary.rounds} right by your own ears"

    def _said(self) -> str:
        return say_block(self.run.attempts, before=self.run.skill_before, after=self.run.skill)

    def _line(self) -> str:
        spec, cue = SKILLS[self.run.block.skill_id], self.run.block.cue
        at = "within" if spec.tol is None else "at"
        sizes = "sizes that suit your ears" if cue is None else f"{at} {cue:g} {spec.unit}"
        block = f"{self.run.title}, {sizes}."
        if self.summary.error_median is None or self.summary.error_unit == "wrong":
            return block
        size = f"{self.summary.error_median:.2g} {self.summary.error_unit}"
        return f"{block} Your first guesses were typically {size} off."

    def _ai_line(self) -> str:
        done = self.summary
        if not done.ai_rounds:
            return "The AI sat in on no round that was finished."
        return (
            f"The AI sat in {_times(done.rounds - done.solo)} and was right {_times(done.ai_hits)}; "
            f"you changed your answer {_times(done.changed)}."
        )

    def _paint_figures(self, canvas: Canvas, rect: Rect) -> None:
        done = self.summary
        figures = [
            (f"{done.points_mean or 0:.0f}", "points on average"),
            (f"{done.guess_hits} of {done.rounds}", "first guesses right"),
            (f"{done.final_hits} of {done.rounds}", "last words right"),
            (f"{done.solo}", "rounds alone"),
        ]
        for index, (number, words) in enumerate(figures):
            x = rect.x + index * rect.w / 4
            canvas.text(number, (x, rect.y + 52), size=XXL, face="semibold")
            canvas.text(words, (x, rect.y + 84), size=S, colour="muted")
            if index:
                canvas.rule((x - 24, rect.y + 8), h=rect.h - 24)

    def _paint_strip(self, canvas: Canvas, rect: Rect) -> None:
        canvas.text("Round by round", (rect.x, rect.y + 20), size=16, face="semibold")
        canvas.runs(
            (Run("Height: points. First mark: your first guess. Second: your last word.", "muted"),),
            (rect.right, rect.y + 20), size=XS, align="right",
        )  # fmt: skip
        count = len(self.run.attempts)
        step = min(116.0, rect.w / count)
        base = rect.bottom - 56
        canvas.rule((rect.x, base), w=rect.w, colour="axis")
        for index, attempt in enumerate(self.run.attempts):
            x = rect.x + step * index + step / 2
            height = (base - rect.y - 48) * attempt.points / 105
            wide = min(16.0, step * 0.5)
            if height >= 1:
                canvas.box(Rect(x - wide / 2, base - height, wide, height), radius=3, fill="ink", alpha=0.9)
            mark = marks.tick if attempt.guess_verdict.correct else marks.cross
            mark(canvas, (x, base + 14), r=5.0, colour="ink" if attempt.guess_verdict.correct else "muted")
            if attempt.commit.mode == "assisted":
                last = marks.tick if attempt.final_verdict.correct else marks.cross
                last(canvas, (x, base + 34), r=5.0, colour="ink" if attempt.final_verdict.correct else "muted")
            else:
                canvas.text("solo", (x, base + 34), size=XS, colour="muted", align="centre", on="mid")

    def _strip_text(self) -> str:
        return ", ".join(f"{attempt.points:.0f}" for attempt in self.run.attempts)

    def _leave(self) -> None:
        self.next_scene = self.home


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
