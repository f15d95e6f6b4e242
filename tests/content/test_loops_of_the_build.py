from collections.abc import Sequence

import numpy as np
import pytest

from content.build.effects import Desk, processed
from content.build.placing import Sound, add_turning, onset_frame

RATE_HZ = 44_100
FRAMES = 22_050
DESK = Desk(step_s=0.125, loop_steps=4, seed=1)
CHAINS: tuple[Sequence[tuple[str | float, ...]], ...] = (
    [("hp", 100.0), ("peak", 1000.0, 1.0, 6.0), ("lp", 8000.0)],
    [("loshelf", 200.0, 3.0), ("hishelf", 4000.0, -4.0)],
    [("room", -6.0, 0.3, 7000.0)],
    [("echo", 1.0, 0.4, -6.0)],
    [("drive", 8.0, 0.7), ("air", 5000.0, 0.0)],
    [("chorus", 2.0, 3.0, 0.4), ("autopan", 2.0, 0.5), ("width", 1.3)],
    [("squeeze", -12.0, 3.0, 5.0, 60.0)],
)


def pulse(*, at_frame: float) -> Sound:
    """Return a band-limited blip on a loop; its centre lies at `at_frame`."""
    loop = np.zeros((FRAMES, 1))
    width = 200
    blip = np.exp(-(((np.arange(2 * width) - width) / 20.0) ** 2))[:, None]
    add_turning(loop, blip, at_frame=at_frame - width)
    return loop


def centre_frame(loop: Sound) -> float:
    """Return where the energy of a blip lies, on the circle of the loop."""
    power = (loop**2).sum(axis=1)
    angle = np.angle((power * np.exp(2j * np.pi * np.arange(len(loop)) / len(loop))).sum())
    return float(angle / (2 * np.pi) * len(loop) % len(loop))


@pytest.mark.parametrize("at_frame", [5000.0, 5000.25, 5000.5, 12_345.678])
def test_a_sound_lands_within_a_microsecond(at_frame: float) -> None:
    assert abs(centre_frame(pulse(at_frame=at_frame)) - at_frame) / RATE_HZ < 1e-6


@pytest.mark.parametrize("at_frame", [-3.5, 0.25, FRAMES - 2.5])
def test_a_sound_over_the_end_goes_on_at_the_beginning(at_frame: float) -> None:
    turned = np.roll(pulse(at_frame=at_frame + 7000), -7000, axis=0)
    np.testing.assert_allclose(pulse(at_frame=at_frame), turned, atol=1e-9)


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: "+".join(str(effect[0]) for effect in chain))
def test_effects_hear_a_loop_that_turns(chain: Sequence[tuple[str | float, ...]]) -> None:
    rng = np.random.default_rng(3)
    loop = np.repeat(np.convolve(rng.standard_normal(FRAMES), np.ones(4) / 4, "same")[:, None], 2, axis=1)
    twice = processed(np.tile(loop, (2, 1)), chain, Desk(0.125, 8, seed=1))
    if any(effect[0] in ("chorus", "autopan") for effect in chain):
        chain = [(name, *numbers) for name, *numbers in chain]
        doubled = [
            (effect[0], *effect[1:2], float(effect[2]) * 2, *effect[3:])
            if effect[0] == "chorus"
            else (effect[0], float(effect[1]) * 2, *effect[2:])
            if effect[0] == "autopan"
            else effect
            for effect in chain
        ]
        twice = processed(np.tile(loop, (2, 1)), doubled, Desk(0.125, 8, seed=1))
    once = processed(loop, chain, DESK)
    np.testing.assert_allclose(twice[:FRAMES], twice[FRAMES:], atol=1e-6 * np.abs(twice).max())
    np.testing.assert_allclose(once, twice[:FRAMES], atol=1e-6 * np.abs(once).max())


def test_an_unknown_effect_is_named() -> None:
    with pytest.raises(ValueError, match="got 'flanger'"):
        processed(np.zeros((FRAMES, 2)), [("flanger", 1.0)], DESK)


def test_an_onset_is_where_the_attack_begins() -> None:
    sound = np.zeros((4000, 1))
    sound[1000:, 0] = np.sin(np.arange(3000) * 0.3)
    assert onset_frame(sound, within=2000, below_db=24.0) == 1001
