"""The sandbox does what its controls say, at equal loudness and without a seam."""

import numpy as np
import pytest

from game.core.lesson import CONTROLS, SandboxKind
from game.dsp.audio import SourceAudio
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs
from game.library.catalogue import Library
from game.session.sandbox import SANDBOX_LUFS, Bed, lay_bed, moved, process

RATE_HZ = 48_000
KINDS: tuple[SandboxKind, ...] = ("eq", "comp", "groove")


@pytest.fixture(scope="module")
def drums() -> SourceAudio:
    return Library().load_parts("drums_96", rate_hz=RATE_HZ)


@pytest.fixture(scope="module")
def beds(drums: SourceAudio) -> dict[SandboxKind, Bed]:
    return {kind: lay_bed(kind, drums) for kind in KINDS}


def spectrum_db(audio: np.ndarray) -> np.ndarray:
    return np.asarray(20 * np.log10(np.abs(np.fft.rfft(audio.mean(axis=1))) + 1e-12))


@pytest.mark.parametrize("kind", KINDS)
def test_a_bed_is_whole_bars_at_the_loudness_of_the_sandbox(beds: dict[SandboxKind, Bed], kind: SandboxKind) -> None:
    bed = beds[kind]
    assert bed.length_s == pytest.approx(2.5)  # a bar at 96 bpm; two would last longer than the longest bed
    assert integrated_lufs(bed.dry, rate_hz=RATE_HZ) == pytest.approx(SANDBOX_LUFS, abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_at_rest_nothing_is_changed(beds: dict[SandboxKind, Bed], kind: SandboxKind) -> None:
    np.testing.assert_allclose(process(beds[kind], {}).audio, beds[kind].dry, atol=1e-6)


LOUD_CHANGES: dict[SandboxKind, dict[str, float]] = {
    "eq": {"freq_hz": 100, "gain_db": 18},
    "comp": {"threshold_db": -40, "ratio": 20, "attack_ms": 0.5},
    "groove": {"swing_pct": 66, "snare_ms": 30},
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_done_it_is_as_loud_and_loops(beds: dict[SandboxKind, Bed], kind: SandboxKind) -> None:
    audio = process(beds[kind], LOUD_CHANGES[kind]).audio
    assert len(audio) == len(beds[kind].dry)
    assert integrated_lufs(audio, rate_hz=RATE_HZ) == pytest.approx(SANDBOX_LUFS, abs=0.1)
    assert seam_db(audio, rate_hz=RATE_HZ) < 3


def test_the_bell_is_where_it_says(beds: dict[SandboxKind, Bed]) -> None:
    bed = beds["eq"]
    change = spectrum_db(process(bed, {"freq_hz": 2000, "gain_db": 12, "q": 1.4}).audio) - spectrum_db(bed.dry)
    freqs = np.fft.rfftfreq(len(bed.dry), 1 / RATE_HZ)
    at_peak, far = (float(np.median(change[(freqs > lo) & (freqs < hi)])) for lo, hi in ((1950, 2050), (100, 200)))
    assert at_peak - far == pytest.approx(12, abs=0.3)


def test_compression_takes_away_what_it_tells(beds: dict[SandboxKind, Bed]) -> None:
    done = process(beds["comp"], {"threshold_db": -24, "ratio": 4, "attack_ms": 1, "release_ms": 100})
    assert done.reduction_db is not None
    assert 6 < done.reduction_db.max() <= 18
    dry, wet = beds["comp"].dry, done.audio
    places = np.arange(0, len(dry), RATE_HZ // 200)
    gain_db = 20 * np.log10(np.abs(wet[places]).max(axis=1) / np.abs(dry[places]).max(axis=1))
    np.testing.assert_allclose(gain_db + done.reduction_db, np.median(gain_db + done.reduction_db), atol=0.01)
    assert done.reduction_at(1e9) == done.reduction_db[-1]


def test_only_the_part_that_is_turned_moves(beds: dict[SandboxKind, Bed]) -> None:
    phrase = beds["groove"].phrase
    assert phrase is not None
    rest = {control.name: control.start for control in CONTROLS["groove"]}
    before, after = moved(phrase, rest), moved(phrase, rest | {"snare_ms": 20.0})
    shifts = {name: np.round(np.array(after[name]) - np.array(before[name]), 6) for name in before}
    assert set(shifts.pop("snare").tolist()) == {0.02}
    assert all(not shift.any() for shift in shifts.values())


def test_swing_moves_only_the_second_of_each_pair(beds: dict[SandboxKind, Bed]) -> None:
    phrase = beds["groove"].phrase
    assert phrase is not None
    rest = {control.name: control.start for control in CONTROLS["groove"]}
    before, after = moved(phrase, rest), moved(phrase, rest | {"swing_pct": 62.0})
    late = np.concatenate([np.array(after[name]) - np.array(before[name]) for name in before])
    assert late.max() > 0.01
    assert (late >= -1e-9).all()
    assert (np.abs(late) < 1e-9).any()


def test_looseness_is_the_same_each_time(beds: dict[SandboxKind, Bed]) -> None:
    phrase = beds["groove"].phrase
    assert phrase is not None
    rest = {control.name: control.start for control in CONTROLS["groove"]}
    assert moved(phrase, rest | {"loose_ms": 8.0}) == moved(phrase, rest | {"loose_ms": 8.0})


@pytest.mark.parametrize("values", [{"gain_db": 19.0}, {"freq_hz": 10.0}, {"swing_pct": 60.0}])
def test_values_that_no_control_has_are_refused(beds: dict[SandboxKind, Bed], values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"must lie between|sandbox has"):
        process(beds["eq"], values)
