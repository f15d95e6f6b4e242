"""The review as one HTML file that opens from disk without a network: class, growth and a page for each student."""

import base64
import io
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from game.core.skills import SKILLS
from game.learn.study import Effect
from game.review import figure, words
from game.review.assigned import AssignmentView
from game.review.facts import SkillFacts
from game.review.overview import ClassView, is_known, named
from game.review.tables import unwritable
from game.session.contest import Contest
from game.session.mirror import in_ten
from game.session.wording import say_choice, say_title
from game.session.wording_skills import SHORT, asked, digits, printed, say_size

FACES: Final = (
    ("Inter", 400, "inter-400.ttf"),
    ("Inter", 500, "inter-500.ttf"),
    ("Inter", 600, "inter-600.ttf"),
    ("JetBrains Mono", 400, "jetbrains_mono-400.ttf"),
)
FULL_FILL_TIMES: Final = 2.5
"""A threshold so many times the goal has the darkest ground."""
FILLS: Final = 9
FEW_SKILLS: Final = 8
"""With more than these the habits stand before the skills, so that they are seen without scrolling."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What the page holds beside the class.

    Attributes:
        effects: gains between two check-ups.
        contests: those that were held.
        assigned: assignments, with everybody of the class.
        keeping: what is to be said of data that is older than it should be; '' for nothing.
        forms: exports that can be asked for, each by its id and in words; none in a file.
        exported: what was exported before, the latest first, in words.
    """

    effects: Sequence[Effect] = ()
    contests: Sequence[Contest] = ()
    assigned: Sequence[AssignmentView] = ()
    keeping: str = ""
    forms: Sequence[tuple[str, str]] = ()
    exported: Sequence[tuple[str, str, str]] = ()


def write_html(path: Path, view: ClassView, extras: Extras, *, fonts_dir: Path) -> list[str]:
    """Write the page with the fonts in it; GameError where it cannot be written."""
    text = page(view, extras)
    try:
        path.write_text(text.replace("</style>", f"{faces(fonts_dir, text)}</style>", 1), encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from error
    return [str(path)]


def page(view: ClassView, extras: Extras, *, inline: bool = True) -> str:
    """Return the page; with `inline` its style is in it, else it asks for `/review/review.css`."""
    return environment().get_template("review.html.j2").render(
        **_says(),
        view=view,
        title=words.say_class(view),
        lead=words.say_lead(view),
        anchors=_anchors(view),
        grown=[(row.student.name, skill) for row in view.rows for skill in row.student.skills.values()
               if skill.improved and skill.alone],
        extras=extras,
        contests=extras.contests,
        effects=extras.effects,
        wide=len(view.skill_ids) > FEW_SKILLS,
        css=Markup(style()) if inline else "",  # our own file
    )  # fmt: skip


def served_style() -> str:
    """Return the style sheet of the page that a host serves, with the fonts that the host serves."""
    rules = [f'@font-face{{font-family:"{family}";font-weight:{weight};src:url(/fonts/{name})}}'
             for family, weight, name in FACES]  # fmt: skip
    return "\n".join((style(), *rules))


def faces(fonts_dir: Path, text: str) -> str:
    """Return the fonts as rules of CSS, each cut down to the letters of `text`, so that the file needs no other."""
    from fontTools import subset

    rules = []
    for family, weight, name in FACES:
        options = subset.Options(flavor=None, layout_features=["kern", "calt"], drop_tables=["FFTM"])
        cutter = subset.Subsetter(options)
        cutter.populate(text=text)
        out = io.BytesIO()
        with closing(subset.load_font(fonts_dir / name, options)) as font:
            cutter.subset(font)
            subset.save_font(font, out, options)
        data = base64.b64encode(out.getvalue()).decode()
        rules.append(f'@font-face{{font-family:"{family}";font-weight:{weight};src:url(data:font/ttf;base64,{data})}}')
    return "\n".join(rules)


def style() -> str:
    """Return the style sheet."""
    loader = PackageLoader("game.review", "templates")
    return loader.get_source(Environment(autoescape=True), "review.css")[0]


def environment() -> Environment:
    """Return what renders the templates."""
    return Environment(
        loader=PackageLoader("game.review", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _says() -> dict[str, Any]:
    """Return what the template may call."""
    return {
        "asked": asked,
        "bar": lambda share: Markup(figure.share_bar(share)),  # numbers alone
        "chart": lambda skill, **told: Markup(figure.threshold_chart(skill, **told)),  # it escapes names
        "digits": digits,
        "heat": heat,
        "in_ten": in_ten,
        "known": is_known,
        "named": named,
        "next_steps": words.next_steps,
        "plain": lambda level: "" if level is None else f"{round(level, 4):g}",
        "plain_words": words.plain_words,
        "say_assigned": words.say_assigned,
        "say_choice": lambda choice, challenge: printed(say_choice(choice, challenge)),
        "say_title": say_title,
        "say_cell": words.say_cell,
        "say_gap": words.say_gap,
        "say_given": words.say_given,
        "say_rounds": words.say_rounds,
        "say_student": words.say_student,
        "say_sure": words.say_sure,
        "short": SHORT,
        "size": lambda skill_id, level: printed(say_size(skill_id, asked(skill_id, level))),
        "units": {skill_id: spec.unit for skill_id, spec in SKILLS.items()},
    }


def heat(skill: SkillFacts, goal: float) -> str:
    """Return the class of a cell's ground: none at the goal, the darkest at 2.5 times and more."""
    times = (skill.level_75 or 0.0) / goal
    fill = round(FILLS * min(max((times - 1) / (FULL_FILL_TIMES - 1), 0.0), 1.0))
    return f"h{fill}" if fill else ""


def _anchors(view: ClassView) -> dict[str, str]:
    """Return a place on the page for each student, readable where the name allows it."""
    return {
        row.student.player_id: f"s{number}-{re.sub(r'[^a-z0-9]+', '-', row.student.name.casefold()).strip('-')}"
        for number, row in enumerate(view.rows, start=1)
    }
