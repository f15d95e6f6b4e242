"""The comparison of a recording with its model finds what is wrong in it."""

import numpy as np
import pytest

from game.dsp.audio import Audio
from tests.commands.recording import EXACT
from tests.speaker.model import FADE, Switch, expected, noise
from tests.window.hearing import CHUNK, Scene, find_scenes, modelled, worst_click

LENGTH = 48_000
SCENES = (
    Scene({"dry": noise(1), "wet": noise(2)}, ("dry", "wet", "dry", None)),
    Scene({"you": noise(3)}, ("you", None, "you", None)),
)
PLACES = ((9, 30, 101, 160), (200, 240, 262, 300))
FRAMES = 330 * CHUNK


@pytest.fixture
def heard() -> Audio:
    split = (PLACES[1][0] - 5) * CHUNK
    parts = []
    for scene, places, first, stop in zip(SCENES, PLACES, (0, split), (split, FRAMES), strict=True):
        switches = [
            Switch(place * CHUNK - first, name, 0, LENGTH) for place, name in zip(places, scene.order, strict=True)
        ]
        parts.append(expected(scene.clips, switches, length=LENGTH, frames=stop - first))
    return np.concatenate(parts)


def test_every_switch_is_found_where_it_began(heard: Audio) -> None:
    found = find_scenes(heard, SCENES)
    places = [tuple((here.first + switch.at) // CHUNK for switch in here.switches) for here in found]
    assert tuple(places) == PLACES


def test_a_recording_that_is_right_equals_its_model(heard: Audio) -> None:
    model = modelled(find_scenes(heard, SCENES))
    assert model.shape == heard.shape
    assert np.abs(model - heard).max() < EXACT


def test_one_wrong_sample_is_found(heard: Audio) -> None:
    heard[50 * CHUNK + 7] += 0.001
    with pytest.raises(AssertionError):
        assert np.abs(modelled(find_scenes(heard, SCENES)) - heard).max() < EXACT


def test_a_lost_chunk_is_found(heard: Audio) -> None:
    lost = np.delete(heard, np.arange(50 * CHUNK, 51 * CHUNK), axis=0)
    with pytest.raises(AssertionError):
        assert np.abs(modelled(find_scenes(lost, SCENES)) - lost).max() < EXACT


def test_a_switch_without_a_fade_clicks() -> None:
    slow = np.sin(2 * np.pi * 100 * np.arange(LENGTH) / 48_000).astype(np.float32)[:, None].repeat(2, axis=1)
    scene = Scene({"dry": slow, "wet": -slow}, ("dry", "wet", None))
    switches = [Switch(at * CHUNK, name, 0, LENGTH) for at, name in zip((1, 20, 40), scene.order, strict=True)]
    heard = expected(scene.clips, switches, length=LENGTH, frames=50 * CHUNK)
    found = find_scenes(heard, [scene])
    assert worst_click(heard, found) < 30
    heard[20 * CHUNK : 20 * CHUNK + FADE] = heard[20 * CHUNK + FADE : 20 * CHUNK + 2 * FADE]
    assert worst_click(heard, found) > 100
