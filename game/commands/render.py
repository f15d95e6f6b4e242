"""Renders a round's clips to files."""

import json
import math
from pathlib import Path
from typing import Any, Final

from game.core.answers import choice_value, question_value
from game.core.canonical import plain
from game.core.errors import ContentError
from game.core.facts import Challenge
from game.core.skills import SKILLS, find_skill
from game.dsp import loudness
from game.dsp.stimulus import Stimulus
from game.library.audio_file import own_source, write_wav
from game.library.catalogue import Library
from game.session.practice import draw_round, load_for, render_round

LOWEST_RATE_HZ: Final = 32_000
"""The highest question lies at 14 kHz and its skirt needs room below half the rate."""
HIGHEST_RATE_HZ: Final = 192_000
JSON_NAME: Final = "challenge.json"


def render_files(
    library: Library,
    *,
    skill_id: str,
    cue: float | None,
    seed: int,
    source_id: str | None,
    audio: Path | None,
    rate_hz: int,
    out: Path,
    no_change: bool = False,
) -> dict[str, Any]:
    """Write the clips and challenge.json into `out`, and return what challenge.json holds.

    With `no_change` the round is as in a block of such rounds: a tenth of the seeds hides no change.

    Raises:
        ValueError: an option that the skill does not allow, or both a source and a file.
        GameError: the source or file cannot be used, or `out` cannot be written.
    """
    spec = find_skill(skill_id)
    if source_id is not None and audio is not None:
        raise ValueError("render takes a --source or an --audio file, got both: leave one out")
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise ValueError(f"--rate must lie between {LOWEST_RATE_HZ} and {HIGHEST_RATE_HZ} Hz, got {rate_hz}")
    if no_change and spec.answer.choices is not None:
        raise ValueError(f"--no-change needs a skill that is answered on a slider, got {skill_id}: leave it out")
    size = spec.check_cue(spec.cue_start if cue is None else cue)
    if audio is None and source_id is None:
        challenge, stimulus, _ = draw_round(
            library, skill_id=skill_id, cue=size, seed=seed, rate_hz=rate_hz, no_change=no_change
        )
        return _write(challenge, stimulus, out)
    if audio is not None:
        loaded = own_source(audio, rate_hz=rate_hz)
    else:
        loaded = load_for(library, library.find(source_id or ""), skill_id=skill_id, rate_hz=rate_hz)
    challenge, stimulus = render_round(loaded, skill_id=skill_id, cue=size, seed=seed, no_change=no_change)
    return _write(challenge, stimulus, out)


def describe_round(challenge: Challenge, stimulus: Stimulus) -> dict[str, Any]:
    """Return a rendered round as challenge.json holds it."""
    files = {f"{name}.wav": clip for name, clip in stimulus.clips}
    rate_hz = challenge.rate_hz
    return {
        "challenge_id": challenge.challenge_id,
        "skill_id": challenge.skill_id,
        "cue": challenge.cue,
        "unit": SKILLS[challenge.skill_id].unit,
        "source_id": challenge.source_id,
        "seed": challenge.seed,
        "rate_hz": rate_hz,
        "generator_version": challenge.generator_version,
        "files": list(files),
        "question": question_value(challenge.question),
        "truth": {"choice": choice_value(challenge.question.answer, challenge.truth.choice)},
        "params": plain(challenge.truth.params),
        "lufs": {name: _figure(loudness.integrated_lufs(clip, rate_hz=rate_hz)) for name, clip in files.items()},
        "true_peak_dbtp": {
            name: _figure(loudness.true_peak_dbtp(clip, rate_hz=rate_hz)) for name, clip in files.items()
        },
        "gains_db": {f"{name}.wav": _figure(gain_db) for name, gain_db in stimulus.gains_db.items()},
    }


def _write(challenge: Challenge, stimulus: Stimulus, out: Path) -> dict[str, Any]:
    described = describe_round(challenge, stimulus)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, clip in stimulus.clips:
            write_wav(out / f"{name}.wav", clip, rate_hz=challenge.rate_hz)
        (out / JSON_NAME).write_text(json.dumps(described, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise ContentError(f"--out must name a folder that can be written, got {out} ({error.strerror})") from error
    return described


def _figure(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
