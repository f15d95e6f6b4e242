from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.errors import StoreError
from game.core.settings import DEFAULTS, Settings, settings_of
from game.store.settings import FILE_NAME, load_settings, save_settings
from tests.session.test_round import NOW

CHOSEN = Settings(player="Ada", volume=0.25, ui_scale=2.0, theme="light", reduced_motion=True, chunk=512)


def test_settings_come_back_as_they_were(saves: Path) -> None:
    save_settings(saves, CHOSEN)
    assert load_settings(saves, now=NOW) == CHOSEN


def test_without_a_file_the_defaults_hold(saves: Path) -> None:
    assert load_settings(saves, now=NOW) == DEFAULTS


@pytest.mark.parametrize("text", ["", "not json", "[1, 2]", "\x00\x00"])
def test_a_file_that_is_none_is_kept_aside(saves: Path, text: str) -> None:
    saves.mkdir()
    (saves / FILE_NAME).write_text(text, encoding="utf-8")
    assert load_settings(saves, now=NOW) == DEFAULTS
    kept = [path for path in saves.iterdir() if ".damaged-" in path.name]
    assert [path.read_text(encoding="utf-8") for path in kept] == [text]


def test_what_is_out_of_range_falls_back_alone() -> None:
    assert settings_of({"volume": 9, "theme": "pink", "chunk": 3, "ui_scale": 1.5}) == Settings(ui_scale=1.5)


@given(
    st.dictionaries(
        st.sampled_from(["player", "volume", "ui_scale", "theme", "chunk", "captions", "other"]),
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    )
)
def test_whatever_is_in_the_file_the_settings_are_usable(values: dict[str, object]) -> None:
    settings = settings_of(values)
    assert 0 <= settings.volume <= 1
    assert 0.75 <= settings.ui_scale <= 3
    assert settings_of({name: getattr(settings, name) for name in Settings.__slots__}) == settings


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="settings must be writable"):
        save_settings(tmp_path / "file" / "saves", CHOSEN)
