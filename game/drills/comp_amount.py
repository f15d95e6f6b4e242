"""B is compressed, and you are told with what settings. By how many dB does its gain move?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from game.core.errors import CueError
from game.core.facts import Challenge, Choice, Source, Verdict, number_of
from game.core.skills import SkillSpec
from game.drills import clips, comp_common, comp_fair, scoring
from game.drills.comp_replay import replay_part
from game.drills.comp_solve import LOWEST_DB, threshold_for
from game.dsp.audio import Audio, SourceAudio
from game.dsp.dynamics import Compressor, Levels, gain_of
from game.dsp.passage import Passage
from game.dsp.stimulus import DRY, WET, Stimulus

SMALLEST_DB: Final = 1.0
"""A smaller range is near what can be told apart at all."""
RATIOS: Final = (4.0, 8.0, 20.0)
ATTACKS_MS: Final = (1.0, 3.0, 10.0, 30.0)
RELEASES_MS: Final = (40.0, 80.0, 160.0)
KNEE_DB: Final = 6.0


def make_challenge(spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
    """Draw how far the gain moves, in steps of the slider, and the settings to state; cue is the tolerance in dB.

    Raises:
        ValueError: cue outside the skill's range.
    """
    rng = np.random.default_rng(seed)
    steps = round((spec.answer.hi - SMALLEST_DB) / spec.answer.step)
    return comp_common.build_challenge(
        spec,
        cue=cue,
        source=source,
        seed=seed,
        rate_hz=rate_hz,
        stated={
            "ratio": float(rng.choice(RATIOS)),
            "attack_ms": float(rng.choice(ATTACKS_MS)),
            "release_ms": float(rng.choice(RELEASES_MS)),
            "knee_db": KNEE_DB,
        },
        choice=SMALLEST_DB + int(rng.integers(steps + 1)) * spec.answer.step,
        takes=1,
    )


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Return clips `dry` and `wet`.

    Raises:
        HeadroomError: a clip would peak too high.
        CueError: this music's gain cannot be moved that far with the stated settings.
    """
    loop = comp_fair.open_loop(challenge, source_audio, longest_s=clips.SLIDER_S)
    settings = threshold_for(loop.passage, _stated(challenge), range_db=challenge.target)
    return comp_common.render_pair(challenge, loop, settings)


def judge(challenge: Challenge, choice: Choice) -> Verdict:
    """Judge a range in dB; the error is in dB."""
    return scoring.judge_near(challenge, choice, error=abs(choice - challenge.target))


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
    """Return B with as much compression taken back as `choice` supposes.

    A compressor with the stated settings is set so that its gain on A moves by `choice` dB, and B is divided by that
    gain. At the true range that is A again; a smaller one leaves B still held down on the hits, a larger one makes
    hits stick out more than they ever did. A is what the player heard as well, so nothing hidden goes into it. Where
    A's gain cannot be moved so far, the farthest one is stretched.
    """
    scoring.check_choice(challenge, choice)
    if choice <= 0:
        return stimulus.clip(WET)
    passage = Passage.of(stimulus.clip(DRY), rate_hz=challenge.rate_hz)
    gain = gain_of(_supposed_db(challenge, passage, choice))
    return clips.level_alone(stimulus.clip(WET) / gain[:, None], rate_hz=challenge.rate_hz)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return `dry_part` and `wet_part`: the second in which the gain moves most, without and with compression."""
    return replay_part(stimulus, DRY, WET)


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    settings = comp_common.solved(challenge, 1)
    mean_db = comp_common.amounts_of(challenge.truth.params, "gr_mean_db")[0]
    up_db = comp_common.made_up_db(gains_db, WET)
    return (
        f"From {settings.threshold_db:.0f} dBFS on it was compressed {comp_common.say_settings(settings)}: "
        f"the gain moves by {challenge.target:.1f} dB, {mean_db:.1f} dB down on average; "
        f"equal loudness gave {up_db:.1f} dB back."
    )


def _stated(challenge: Challenge) -> Compressor:
    """Return the settings that the question states; the threshold is what is hidden."""
    stated = challenge.question.stated
    return Compressor(
        threshold_db=0.0,
        ratio=number_of(stated, "ratio"),
        attack_ms=number_of(stated, "attack_ms"),
        release_ms=number_of(stated, "release_ms"),
        knee_db=number_of(stated, "knee_db"),
    )


def _supposed_db(challenge: Challenge, passage: Passage, range_db: float) -> Levels:
    """Return the gain reduction that the stated settings would make if its range were `range_db`."""
    settings = _stated(challenge)
    try:
        return passage.reduction_db(threshold_for(passage, settings, range_db=range_db))
    except CueError:
        deepest = replace(settings, threshold_db=LOWEST_DB)
        stretch = range_db / max(passage.effect(deepest).range_db, SMALLEST_DB)
        return passage.reduction_db(deepest) * np.float32(stretch)
