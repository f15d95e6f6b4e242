"""How a skill's threshold is said: two numbers where there are two, each with its unit, never a level."""

import re
from collections.abc import Mapping
from typing import Final

from game.core.facts import Skill
from game.core.skills import SKILLS

SIGNS: Final[Mapping[str, str]] = {"eq.boost_freq": "+", "eq.cut_freq": "-"}
"""A boost is said with its plus, a cut with its minus: the threshold is the size of the change."""
SENTENCES: Final[Mapping[str, str]] = {
    "eq.boost_freq": "You hear **{}** and place it within **±{} octave**",
    "eq.cut_freq": "You hear **{}** and place it within **±{} octave**",
    "eq.detect": "You hear a boost of **{}**",
    "eq.gain_amount": "You set a gain within **±{}**",
    "comp.detect": "You hear **{}** of gain reduction",
    "comp.more": "You hear **{}** more gain reduction",
    "comp.amount": "You measure compression within **±{}**",
    "comp.attack": "You tell attacks **{}** apart",
    "comp.release": "You tell releases **{}** apart",
    "mix.level": "You hear a step of **{}** in level",
    "time.async": "You catch a part **{}** off the beat",
    "time.displace": "You find a hit moved by **{}**",
    "time.swing_detect": "You hear **{}** of swing",
    "time.feel": "You know performed feel at **{}**",
    "time.tempo": "You hear the tempo change by **{}**",
    "time.swing_amount": "You set the swing within **±{}**",
}
"""Of each skill; the first gap is the threshold with its unit, the second how exactly a place is named."""
SHORT: Final[Mapping[str, str]] = {
    "eq.boost_freq": "Boosts",
    "eq.cut_freq": "Cuts",
    "eq.detect": "Boost or not",
    "eq.gain_amount": "Gain",
    "comp.detect": "Compression",
    "comp.more": "More or less",
    "comp.amount": "Depth in dB",
    "comp.attack": "Attack",
    "comp.release": "Release",
    "mix.level": "Level",
    "time.async": "Early or late",
    "time.displace": "Moved hit",
    "time.swing_detect": "Swing or not",
    "time.feel": "Feel",
    "time.tempo": "Tempo",
    "time.swing_amount": "Swing in %",
}
"""What a skill is about, in two or three words."""


def say_size(skill_id: str, size: float) -> str:
    """Say a size in a skill's unit, to two digits.

    >>> say_size("eq.boost_freq", 3.24), say_size("eq.cut_freq", 12.4), say_size("time.async", 17.3)
    ('+3.2 dB', '-12 dB', '17 ms')
    """
    unit = SKILLS[skill_id].unit
    unit = {"octaves": "octave" if round(size, 1) <= 1 else "octaves"}.get(unit, unit)
    return f"{SIGNS.get(skill_id, '')}{digits(size)} {unit}"


def printed(said: str) -> str:
    r"""Return a number in words with a true minus sign, as pages and paper have it.

    >>> printed("-12 dB"), printed("early-late")
    ('\u221212 dB', 'early-late')
    """
    return re.sub(r"(?<![\w-])-(?=\d)", "\N{MINUS SIGN}", said)


def digits(size: float) -> str:
    """Return a positive size with two digits that count, never more than two after the point.

    >>> digits(0.234), digits(0.96), digits(3.24), digits(9.96), digits(17.3), digits(117.3)
    ('0.23', '0.96', '3.2', '10', '17', '117')
    """
    return f"{size:.2f}" if size < 0.995 else f"{size:.1f}" if size < 9.95 else f"{size:.0f}"


def say_level(skill: Skill) -> str:
    """Say what an ear can do, values marked with two asterisks on either side; no number beyond what is ever asked."""
    spec = SKILLS[skill.skill_id]
    if skill.level_75 > spec.cue_easiest:
        return f"{SHORT[skill.skill_id]}: beyond **{say_size(skill.skill_id, spec.cue_easiest)}** for now"
    if skill.level_75 < spec.cue_hardest:
        return f"{SHORT[skill.skill_id]}: even **{say_size(skill.skill_id, spec.cue_hardest)}**, the hardest"
    place = "" if skill.sigma is None else f"{skill.sigma:.1f}"
    return SENTENCES[skill.skill_id].format(say_size(skill.skill_id, skill.level_75), place)


def asked(skill_id: str, size: float) -> float:
    """Return a size kept within what is ever asked.

    >>> asked("eq.boost_freq", 38.0), asked("eq.boost_freq", 3.0)
    (18.0, 3.0)
    """
    spec = SKILLS[skill_id]
    return min(max(size, spec.cue_hardest), spec.cue_easiest)


def say_range(skill_id: str, lo: float, hi: float) -> str:
    """Say a 90 % range: its ends in one unit, and none of them beyond what is ever asked.

    >>> say_range("eq.cut_freq", 3.94, 8.5), say_range("time.async", 12.3, 19.6)
    ('between -3.9 and -8.5 dB', 'between 12 and 20 ms')
    >>> say_range("eq.boost_freq", 12.0, 40.0), say_range("eq.boost_freq", 23.0, 71.0), say_range("eq.detect", 0.1, 0.5)
    ('from +12 dB up', 'beyond +18 dB, the easiest', 'up to 0.50 dB')
    """
    spec, sign = SKILLS[skill_id], SIGNS.get(skill_id, "")
    if lo >= spec.cue_easiest:
        return f"beyond {say_size(skill_id, spec.cue_easiest)}, the easiest"
    if hi > spec.cue_easiest:
        return f"from {say_size(skill_id, lo)} up"
    if lo < spec.cue_hardest:
        return f"up to {say_size(skill_id, max(hi, spec.cue_hardest))}"
    return f"between {sign}{digits(lo)} and {sign}{digits(hi)} {spec.unit}"
