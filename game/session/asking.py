"""How each skill's question is put: its title, what is stated, and what is picked."""

from typing import Final

from game.core.facts import Challenge, number_of
from game.core.skills import SKILLS
from game.drills.eq_common import say_hz

TITLES: Final = {
    "eq.boost_freq": "Where was it boosted?",
    "eq.cut_freq": "Where was it cut?",
    "eq.detect": "Which take has a boost?",
    "eq.gain_amount": "By how much was it changed?",
    "comp.detect": "Which take is compressed?",
    "comp.more": "Which take is compressed more?",
    "comp.attack": "Which attack is faster?",
    "comp.release": "Which release is faster?",
    "comp.amount": "How deep is the compression?",
    "time.async": "Which part moved, and which way?",
    "time.displace": "Which hit moved?",
    "time.swing_detect": "Which take swings?",
    "time.swing_amount": "How much does it swing?",
    "time.feel": "Which take is performed-style?",
    "time.tempo": "Which take is faster?",
    "mix.level": "Which take is louder?",
}
TASKS: Final = {
    "comp.detect": "One of three takes went through a compressor. All are equally loud.",
    "comp.more": "Both takes are compressed, one more than the other. Both are equally loud.",
    "comp.attack": "Both are compressed by as much and equally loud. One compressor takes hold sooner.",
    "comp.release": "Both are compressed by as much and equally loud. One compressor lets go sooner.",
    "comp.amount": "B is compressed, A is untouched. Both are equally loud.",
    "time.async": "In A every part sits on the grid. In B one part has moved.",
    "time.displace": "In A every hit sits on the grid. In B one of the numbered hits has moved.",
    "time.swing_detect": "One take swings, the other is straight.",
    "time.swing_amount": "A is straight, B swings.",
    "time.feel": "One has the timing of a performance, one the same offsets shuffled, one sits on the grid.",
    "time.tempo": "The same beat twice, once faster. Their lengths tell nothing.",
    "mix.level": "The same music twice, one take louder than the other.",
}
PICKS: Final = {
    "eq.detect": "the one that was changed",
    "comp.detect": "the one that is compressed",
    "comp.more": "the one that is compressed more",
    "comp.attack": "the one with the faster attack",
    "comp.release": "the one with the faster release",
    "time.swing_detect": "the one that swings",
    "time.feel": "the performed-style one",
    "time.tempo": "the faster one",
    "mix.level": "the louder one",
}
_ALL: Final = {2: "both", 3: "all three"}


def say_title(challenge: Challenge) -> str:
    """Say what is asked, in one short question."""
    return TITLES.get(challenge.skill_id, SKILLS[challenge.skill_id].asks)


def say_task(challenge: Challenge) -> str:
    """Say what is stated: what was done, how much, where, and that level tells nothing."""
    stated = challenge.question.stated
    if challenge.skill_id in TASKS:
        return TASKS[challenge.skill_id]
    if challenge.question.answer.kind == "interval":
        return (
            f"One of three takes has one band turned up by {number_of(stated, 'gain_db'):g} dB. All are equally loud."
        )
    if challenge.question.answer.kind == "amount":
        return f"In B one band was turned up or down at {say_hz(number_of(stated, 'freq_hz'))}. A is untouched."
    gain_db = number_of(stated, "gain_db")
    way = "up" if gain_db > 0 else "down"
    return f"B has one band turned {way} by {abs(gain_db):g} dB. A is untouched. Both are equally loud."


def say_pick(challenge: Challenge) -> str:
    """Say what to pick among the takes."""
    count = len(challenge.question.answer.choices or ())
    what = PICKS.get(challenge.skill_id, "the one that was changed")
    return f"Listen to {_ALL.get(count, 'all')}, then pick {what}."
