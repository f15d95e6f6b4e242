import hashlib

import pygame
import pytest

from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import DARK
from game.screens.type import FILES, Type, rich, true_minus
from tests.screens.pilot import FONTS


@pytest.fixture(scope="module")
def type_1() -> Type:
    return Type(FONTS, scale=1.0)


def test_every_font_is_shipped_with_its_licence() -> None:
    assert all((FONTS / name).is_file() for name in FILES.values())
    for whose in ("inter", "jetbrains_mono"):
        text = (FONTS.parent / "licences" / f"ofl-1.1-{whose}.txt").read_text()
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


@pytest.mark.parametrize("scale", [0.75, 1.0, 1.37, 2.0])
@pytest.mark.parametrize("face", ["regular", "semibold", "mono"])
def test_measuring_agrees_with_drawing(scale: float, face: str) -> None:
    fonts = Type(FONTS, scale=scale)
    for text in ("Where was it boosted?", "2.40", "12:05", "AVAVA"):
        drawn = fonts.glyphs(text, 14, face).cover.shape[1] / scale
        assert fonts.width(text, size=14, face=face) == pytest.approx(drawn, abs=1e-9)  # type: ignore[arg-type]


def test_a_point_takes_two_thirds_of_a_column(type_1: Type) -> None:
    digit = type_1.width("0" * 30, size=40, face="mono") / 30
    point = type_1.width("." * 30, size=40, face="mono") / 30
    assert point / digit == pytest.approx(2 / 3, abs=0.02)


@pytest.mark.parametrize("scale", [0.75, 1.0, 1.25, 1.5, 2.0])
def test_what_is_equally_high_is_so_anywhere_on_the_screen(scale: float) -> None:
    canvas = Canvas(pygame.Surface((64, 64)), DARK, fonts_dir=FONTS, scale=scale)
    assert len({canvas.device(Rect(0, y, 10, 4)).h for y in range(16)}) == 1


def test_digits_stand_in_columns(type_1: Type) -> None:
    assert type_1.width("111", face="mono") == type_1.width("888", face="mono")


def test_text_is_as_wide_at_every_scale() -> None:
    widths = [Type(FONTS, scale=scale).width("Your final answer", size=14) for scale in (1.0, 2.0, 3.0)]
    assert max(widths) / min(widths) < 1.02


def test_wrapping_leaves_no_word_alone(type_1: Type) -> None:
    lines = type_1.wrap("No rounds in this skill yet. Twelve are enough for a first number.", 344)
    assert len(lines) == 2
    assert abs(type_1.width(lines[0]) - type_1.width(lines[1])) < 80


def test_wrapping_keeps_every_word(type_1: Type) -> None:
    text = "one two three four five six seven eight nine ten"
    lines = type_1.wrap(text, 90)
    assert " ".join(lines) == text
    assert all(type_1.width(line) <= 90 for line in lines)


def test_a_minus_before_a_digit_is_a_true_one() -> None:
    assert true_minus("-3 to -1.5, one-two") == "\N{MINUS SIGN}3 to \N{MINUS SIGN}1.5, one-two"


def test_values_in_a_sentence_are_set_in_mono() -> None:
    faces = [(run.text, run.face) for run in rich("You hear **+3.2 dB** now")]
    assert faces == [("You hear ", "regular"), ("+3.2", "mono_medium"), (" dB", "medium"), (" now", "regular")]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_capitals_stand_in_the_middle(scale: float) -> None:
    surface = pygame.Surface((round(60 * scale), round(60 * scale)))
    canvas = Canvas(surface, DARK, fonts_dir=FONTS, scale=scale)
    canvas.text("H", (30, 30), size=28, face="semibold", align="centre", on="mid")
    rows = pygame.surfarray.array3d(surface).max(axis=(0, 2)).nonzero()[0]
    assert (rows[0] + rows[-1] + 1) / 2 == pytest.approx(30 * scale, abs=1.0)


def test_the_same_text_gives_the_same_pixels() -> None:
    def digest() -> str:
        surface = pygame.Surface((200, 40))
        Canvas(surface, DARK, fonts_dir=FONTS).text("2.40 kHz", (10, 20), face="mono")
        return hashlib.sha256(pygame.image.tobytes(surface, "RGB")).hexdigest()

    assert digest() == digest()
