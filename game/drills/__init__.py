"""One module per kind of question: make_challenge, render, judge, undo, replay, why; DRILLS lists them."""

from collections.abc import Mapping
from typing import Final, Protocol

from game.core.facts import Challenge, Choice, Source, Verdict
from game.core.skills import SkillSpec
from game.drills import (
    comp_amount,
    comp_attack,
    comp_detect,
    comp_more,
    comp_release,
    eq_boost_freq,
    eq_cut_freq,
    eq_detect,
    eq_gain_amount,
    mix_level,
    time_async,
    time_displace,
    time_feel,
    time_swing_amount,
    time_swing_detect,
    time_tempo,
)
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import Stimulus


class Drill(Protocol):
    """What every drill module offers; learn one and you know them all."""

    def make_challenge(self, spec: SkillSpec, *, cue: float, source: Source, seed: int, rate_hz: int) -> Challenge:
        """Draw a question; the same arguments draw the same one."""

    def render(self, challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
        """Make the clips, all equally loud and equally long."""

    def judge(self, challenge: Challenge, choice: Choice) -> Verdict:
        """Judge an answer of the player or of the listener."""

    def undo(self, challenge: Challenge, stimulus: Stimulus, choice: Choice) -> Audio:
        """Return what the sound would be if `choice` were the truth and were taken back."""

    def replay(self, challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
        """Return clips, all equally long, that play nothing but what was in question."""

    def why(self, challenge: Challenge, gains_db: Mapping[str, float]) -> str:
        """Say in one sentence what was done to the sound."""


DRILLS: Final[Mapping[str, Drill]] = {
    "eq.boost_freq": eq_boost_freq,
    "eq.cut_freq": eq_cut_freq,
    "eq.detect": eq_detect,
    "eq.gain_amount": eq_gain_amount,
    "comp.detect": comp_detect,
    "comp.more": comp_more,
    "comp.amount": comp_amount,
    "comp.attack": comp_attack,
    "comp.release": comp_release,
    "mix.level": mix_level,
    "time.async": time_async,
    "time.displace": time_displace,
    "time.swing_detect": time_swing_detect,
    "time.feel": time_feel,
    "time.swing_amount": time_swing_amount,
    "time.tempo": time_tempo,
}
