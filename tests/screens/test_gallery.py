import pytest

from game.screens.gallery import Gallery
from game.screens.theme import THEMES, Theme
from game.screens.window import Settings
from tests.screens.pilot import Pilot, layout_faults

PAGES = range(7)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (2560, 1440)], ids=str)
def test_nothing_overlaps_or_is_cut(page: int, size: tuple[int, int]) -> None:
    assert layout_faults(Pilot(Gallery(page), size_px=size)) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0])
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_nothing_overlaps_at_any_size_in_any_theme(page: int, factor: float, theme: Theme) -> None:
    pilot = Pilot(Gallery(page), settings=Settings(theme=theme, factor=factor))
    assert layout_faults(pilot) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_part_that_can_be_used_is_reached_by_tab(page: int) -> None:
    pilot = Pilot(Gallery(page))
    wanted = [widget for widget in pilot.scene.tree.walk() if widget.focusable and widget.enabled]
    reached = []
    for _ in wanted:
        pilot.press("Tab")
        reached.append(pilot.scene.tree.focus)
    assert reached == wanted


@pytest.mark.parametrize("page", PAGES)
def test_every_part_says_what_it_is(page: int) -> None:
    for widget in Pilot(Gallery(page)).scene.tree.walk():
        assert widget.role
        if widget.focusable:
            assert widget.label


@pytest.mark.parametrize("page", PAGES)
def test_no_two_shortcuts_of_a_page_are_the_same(page: int) -> None:
    names = [
        name
        for widget in Pilot(Gallery(page)).scene.tree.walk()
        if widget.enabled
        for hint in widget.shortcuts()
        for name in hint.keys.split()
    ]
    assert len(names) == len(set(names))


def test_pages_turn() -> None:
    scene = Gallery()
    pilot = Pilot(scene)
    pilot.press("PgDn")
    assert scene.page == 1
    pilot.press("PgUp", "PgUp")
    assert scene.page == PAGES[-1]
