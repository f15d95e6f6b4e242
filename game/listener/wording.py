"""How the AI speaks: in the first person, hedged below 7 in 10, never more exact than it is."""

from typing import Final

from game.core.facts import BOOST, Advice, Question

_MUCH: Final = ((7.0, "much"), (2.5, "clearly"), (0.0, "a little"))
_SURE: Final = 0.7
CANNOT_TELL: Final = "I can't tell."
NOTHING: Final = "I found nothing to go by."
_REGIONS: Final = {
    "comp.detect": "In one of the takes the level is held back more than I would expect.",
    "comp.more": "In one of the takes the level is held back more than in the other.",
    "time.async": "I hear one of the parts beside the others.",
    "time.swing_amount": "I hear the second stroke of each pair after the middle of it.",
}


def say_region(question: Question, advice: Advice) -> str:
    """Say where it hears something, without a number."""
    if advice.choice is None:
        return CANNOT_TELL
    if question.skill_id in _REGIONS:
        return _REGIONS[question.skill_id]
    if question.answer.kind == "interval":
        return f"Something stands out in one of the takes, {_span(advice)}."
    more = "more" if question.stated.get("direction", advice.direction) == BOOST else "less"
    return f"I hear {more} than I would expect {_span(advice)}."


def say_number(question: Question, advice: Advice) -> str:
    """Say the answer and how often it is right on sounds like this."""
    if advice.choice is None or advice.p_right is None:
        return f"{CANNOT_TELL} This sound is unlike those I know my odds on."
    hedge = "I say" if advice.p_right >= _SURE else "I'm not sure, but I would say"
    known = "sounds like this" if advice.familiar else "music that is foreign to me, like this"
    return f"{hedge} {_name(question, advice.choice)}. {say_odds(advice.p_right)} on {known}."


def say_odds(p_right: float) -> str:
    """Say a probability as tenths, from 1 to 9.

    >>> say_odds(0.437), say_odds(0.999)
    ('Right about 4 in 10', 'Right about 9 in 10')
    """
    return f"Right about {min(9, max(1, round(10 * p_right)))} in 10"


def say_evidence(advice: Advice) -> str:
    """Say what it looked at; what a network believes in is told in words, as it is no measurement."""
    if not advice.evidence:
        return NOTHING
    part = advice.evidence[0]
    if part.unit == "s":
        return f"In that take I hear the level move by about {part.amount:.0f} dB."
    if advice.skill_id == "time.async":
        side = "after" if part.amount >= 0 else "before"
        return f"I hear its strokes about {abs(part.amount):.0f} ms {side} where the others would have them."
    if part.unit == "ms":
        return f"I hear the second stroke about {part.amount:.0f} ms after the middle of the pair."
    much = next(words for least, words in _MUCH if abs(part.amount) >= least)
    more = "more" if part.amount >= 0 else "less"
    return f"I looked at the octave {_span(advice)}: {much} {more} than I expected."


def say_measured(advice: Advice) -> str:
    """Say what it looked at and measured, for a listener that believes in no curve."""
    if not advice.evidence:
        return NOTHING
    part = advice.evidence[0]
    side = "above" if part.amount >= 0 else "below"
    return f"I looked at the octave {_span(advice)}: {abs(part.amount):.0f} dB {side} its surroundings."


def _span(advice: Advice) -> str:
    part = advice.evidence[0]
    return f"between {_hz(part.start)} and {_hz(part.stop)}"


def _name(question: Question, choice: float) -> str:
    if question.answer.kind == "amount":
        return f"about {choice:.0f} {question.unit}"
    if question.answer.kind == "part_direction":
        move = question.answer.move(choice)
        return f"the {move.part}, {move.direction}"
    return f"take {choice:g}" if question.answer.kind == "interval" else f"about {_hz(choice)}"


def _hz(freq_hz: float) -> str:
    """Two figures are as exact as a sixth octave is."""
    return f"{float(f'{freq_hz:.2g}'):.0f} Hz" if freq_hz < 995 else f"{float(f'{freq_hz / 1000:.2g}'):g} kHz"
