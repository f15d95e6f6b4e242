import pytest

from game.screens.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES, Theme, contrast

GROUNDS = ("bg", "card", "well", "raised", "hover")
HUES = ("a", "b", "ai", "truth", "notice")
LOUD = "contrast"


@pytest.fixture(params=THEMES, ids=lambda theme: theme.name)
def theme(request: pytest.FixtureRequest) -> Theme:
    theme: Theme = request.param
    return theme


def test_white_on_black_is_21_to_1() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["ink", "muted"])
def test_text_can_be_read_on_every_ground(theme: Theme, text: str, ground: str) -> None:
    least = 7.0 if theme.name == LOUD else 4.5
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= least


@pytest.mark.parametrize("hue", HUES)
def test_a_hue_can_be_read_on_a_card(theme: Theme, hue: str) -> None:
    assert contrast(getattr(theme, hue), theme.card) >= (7.0 if theme.name == LOUD else 4.5)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("hue", HUES)
def test_a_mark_can_be_seen_on_every_ground(theme: Theme, hue: str, ground: str) -> None:
    assert contrast(getattr(theme, hue), getattr(theme, ground)) >= (4.5 if theme.name == LOUD else 3.0)


@pytest.mark.parametrize("ground", ["card", "well"])
def test_a_shape_that_rests_can_be_seen(theme: Theme, ground: str) -> None:
    assert contrast(theme.faint, getattr(theme, ground)) >= (4.5 if theme.name == LOUD else 3.0)


@pytest.mark.parametrize("hue", ["a", "b", "ai", "truth"])
def test_text_on_a_hue_can_be_read(theme: Theme, hue: str) -> None:
    assert contrast(theme.on_hue, getattr(theme, hue)) >= 4.5


def test_text_on_ink_can_be_read(theme: Theme) -> None:
    assert contrast(theme.on_ink, theme.ink) >= 7.0


def test_control_rims_of_the_loud_theme_can_be_seen() -> None:
    loud = HIGH_CONTRAST
    assert min(contrast(loud.edge, getattr(loud, ground)) for ground in GROUNDS) >= 4.5


def test_the_figures_of_the_design_language_hold() -> None:
    assert contrast(DARK.ink, DARK.card) == pytest.approx(15.3, abs=0.1)
    assert contrast(LIGHT.b, LIGHT.card) == pytest.approx(4.7, abs=0.1)
