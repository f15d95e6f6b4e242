"""Every place beside a block, for who never played and after ten thousand rounds, in all sizes and themes."""

import itertools
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pygame
import pytest
from sqlite_utils import Database

from game.core.settings import THEMES
from game.core.skills import SKILLS
from game.simulate.ears import Ear
from game.simulate.student import Student
from game.simulate.weeks import live
from game.store.database import open_memory
from game.store.log import AttemptLog
from game.store.rows import read_moment, write_moment
from tests.conftest import FewSources
from tests.screens.conftest import MakeStage
from tests.screens.pilot import layout_faults
from tests.screens.props import NOW, MadeUpCare
from tests.screens.stage import Stage
from tests.screens.test_scene_layout import SIZES, cut_words

ROUNDS = 10_000
VIEWS = [(SIZES[0], factor, THEMES[0]) for factor in (0.75, 1.0, 1.5, 2.0)] + [
    (SIZES[1], 1.0, one) for one in THEMES[1:]
]
KEYS = {
    "today": "", "practice": "F", "learn": "L", "music": "O", "progress": "P", "mirror": "M", "the ai": "A",
    "settings": "S", "data": "S D", "quiz": "L Q", "lesson": "L Enter",
}  # fmt: skip
PICTURES = os.environ.get("OWN_EARS_PICTURES")
"""A folder into which what is looked at is also photographed."""


@pytest.fixture(scope="module")
def many(few: FewSources) -> Iterator[AttemptLog]:
    """A log of ten thousand rounds: weeks that were lived, and the same weeks again and again before them."""
    db = open_memory()
    log = AttemptLog(db)
    player_id = log.find_or_add_player("Ada", player_id="p", now=NOW)
    ids = iter(range(10**6))
    student = Student(player_id, "", Ear(theta=0.5), policy="leaner")
    live(student, weeks=4, days_a_week=4, favourites=list(SKILLS)[:8], sources=few.sources(), log=log, seed=3,
         until=NOW - timedelta(days=1), new_id=lambda: f"lived{next(ids)}")  # fmt: skip
    repeat(db, days=28)
    db.execute(f"UPDATE skills SET attempts = {ROUNDS // 16}")
    yield log
    log.close()


def repeat(db: Database, *, days: int) -> None:
    """Put the same rounds into the log again, so many days earlier each time, until there are enough."""
    tables = {name: list(db.table(name).rows) for name in ("sessions", "commits", "attempts")}
    for turn in range(1, 1 + -(-ROUNDS // len(tables["commits"]))):
        with db.conn:
            for name, rows in tables.items():
                db.table(name).insert_all([earlier(row, days=days * turn) for row in rows], batch_size=30)


def earlier(row: dict[str, object], *, days: int) -> dict[str, object]:
    def changed(key: str, value: object) -> object:
        if key.endswith("_at") and isinstance(value, str):
            return write_moment(read_moment(value) - timedelta(days=days))
        return f"{value}-{days}" if key in ("session_id", "commit_id", "challenge_id") else value

    return {key: changed(key, value) for key, value in row.items()}


def look(stage: Stage, where: str) -> list[str]:
    """Go to a place and return what is wrong with it in any size, factor and theme."""
    for key in KEYS[where].split():
        stage.settle()
        stage.press(key)
    stage.settle()
    stage.wait(0.5)
    found = []
    for size_px, factor, theme in VIEWS:
        if stage.app.canvas.surface.get_size() != size_px:
            stage.resize(size_px)
        stage.set(ui_scale=factor, theme=theme)
        stage.app.frame()
        found += [f"{size_px} x{factor} {theme}: {one}" for one in layout_faults(stage) + cut_words(stage)]
    stage.set(ui_scale=1.0, theme=THEMES[0])
    stage.resize(SIZES[0])
    return found


def photograph(stage: Stage, name: str) -> None:
    """Save what is on the screen, dark and light, where pictures are wanted."""
    if PICTURES is None:
        return
    for theme in THEMES[:2]:
        stage.set(theme=theme)
        stage.app.frame()
        stage.settle()
        stage.wait(0.5)
        pygame.image.save(stage.app.canvas.surface, Path(PICTURES) / f"{name.replace(' ', '-')}-{theme}.png")
    stage.set(theme=THEMES[0])


@pytest.mark.slow
@pytest.mark.parametrize("where", KEYS)
def test_a_place_is_whole_for_who_never_played(make_stage: MakeStage, where: str) -> None:
    stage = make_stage(at_home=True, rounds=20, care=MadeUpCare(days=0 if where == "data" else 4))
    found = look(stage, where)
    photograph(stage, f"{where}-0")
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("where", KEYS)
def test_a_place_is_whole_after_ten_thousand_rounds(make_stage: MakeStage, many: AttemptLog, where: str) -> None:
    stage = make_stage(at_home=True, rounds=20, log=many)
    assert len(stage.commits()) >= ROUNDS
    found = look(stage, where)
    photograph(stage, f"{where}-10000")
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("where", KEYS)
def test_tab_goes_down_the_page_and_round(make_stage: MakeStage, where: str) -> None:
    """What has the focus next never stands in a bar above, and all are reached."""
    stage = make_stage(at_home=True, rounds=20)
    for key in KEYS[where].split():
        stage.settle()
        stage.press(key)
    stage.settle()
    stops = [one for one in stage.scene.tree.walk() if one.focusable and one.enabled]
    stage.scene.tree.focus_on(None)
    reached = []
    for _ in stops:
        stage.press("Tab")
        reached.append(stage.scene.tree.focus)
    assert reached == stops
    bands = [0 if one.rect.cy < 56 else 2 if one.rect.y >= 600 else 1 for one in stops]
    assert bands == sorted(bands)
    rows = [(one.rect.x // 320, one.rect.y) for one in stops if 56 <= one.rect.cy < 600]
    assert all(b[1] >= a[1] - 1 or b[0] != a[0] for a, b in itertools.pairwise(rows)), rows
