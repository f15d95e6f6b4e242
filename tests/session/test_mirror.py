"""The mirror shows both directions alike, names one only where there is the evidence, and blames nobody."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from game.core.facts import Attempt
from game.dsp.audio import SourceAudio
from game.session import mirror
from tests.session.made_up import attempt
from tests.session.test_round import NOW

FAR = 1.2
NOT_SAID = ("wrong", "bad", "fail", "too often", "should", "!", "mistake")


def days_ago(days: float) -> dict[str, object]:
    return {"at": NOW - timedelta(days=days)}


def own_given_away(source: SourceAudio, *, count: int) -> list[Attempt]:
    """The own ear was the better bet and right, and was given up."""
    return [attempt(source, ai_off_oct=FAR, final_off_oct=FAR, p_own=0.9, p_ai=0.4) for _ in range(count)]


def ai_passed_over(source: SourceAudio, *, count: int) -> list[Attempt]:
    """The AI was the better bet and right, and was not taken."""
    return [attempt(source, off_oct=FAR, ai_off_oct=0.0, p_own=0.3, p_ai=0.9) for _ in range(count)]


def well_kept(source: SourceAudio, *, count: int) -> list[Attempt]:
    return [attempt(source, ai_off_oct=FAR, p_own=0.9, p_ai=0.4) for _ in range(count)]


def well_taken(source: SourceAudio, *, count: int) -> list[Attempt]:
    return [attempt(source, off_oct=FAR, ai_off_oct=0.0, final_off_oct=0.0, p_own=0.3, p_ai=0.9) for _ in range(count)]


def all_words(card: mirror.Mirror) -> str:
    words = [
        *(mirror.say_headline(card), mirror.say_span(card), mirror.say_try(card), mirror.say_about_kept(card)),
        *(mirror.say_own(card.found.g_own), mirror.say_ai(card.found.g_ai), mirror.say_about_took(card)),
    ]
    return " ".join(words)


@pytest.mark.parametrize("rounds", [own_given_away, ai_passed_over, well_kept, well_taken])
def test_nobody_is_blamed(rounds: partial[list[Attempt]], pink: SourceAudio) -> None:
    said = all_words(mirror.mirror_of(rounds(pink, count=12), now=NOW))
    assert [word for word in NOT_SAID if word in said] == []


def test_a_direction_is_named_where_the_whole_range_lies_past_half(pink: SourceAudio) -> None:
    away = mirror.mirror_of(own_given_away(pink, count=12), now=NOW)
    over = mirror.mirror_of(ai_passed_over(pink, count=12), now=NOW)
    assert mirror.say_headline(away) == "Your ears deserve more of your trust"
    assert mirror.say_headline(over) == "It could help you more than you let it"
    assert "own answer undone" in mirror.say_try(away)
    assert "its answer undone" in mirror.say_try(over)


def test_who_bets_well_is_told_so(pink: SourceAudio) -> None:
    card = mirror.mirror_of([*well_kept(pink, count=12), *well_taken(pink, count=12)], now=NOW)
    assert mirror.say_headline(card) == "Your week with the AI"
    assert mirror.say_try(card).startswith("You choose well")
    assert mirror.say_own(card.found.g_own).startswith("you followed them 9 times in 10")


def test_little_evidence_says_nothing_of_a_direction(pink: SourceAudio) -> None:
    card = mirror.mirror_of(own_given_away(pink, count=1), now=NOW)
    assert not card.enough
    assert mirror.say_own(card.found.g_own) == mirror.say_ai(card.found.g_ai) == "not enough such rounds yet to say."
    assert {figure for _, figure, _ in mirror.say_details(card)} == {"not yet"}
    assert mirror.by_skill(card) == {}


def test_the_four_ends_are_counted_by_skill_from_eight_on(pink: SourceAudio) -> None:
    card = mirror.mirror_of([*own_given_away(pink, count=3), *well_kept(pink, count=5)], now=NOW)
    counts = mirror.by_skill(card)["eq.boost_freq"]
    assert (mirror.say_kept(counts), mirror.say_took(counts)) == ((5, 5), (0, 3))
    assert mirror.by_skill(mirror.mirror_of(well_kept(pink, count=7), now=NOW)) == {}


def week_by_week(source: SourceAudio) -> Sequence[Attempt]:
    return [attempt(source, ai_off_oct=FAR, p_own=0.9, p_ai=0.4, at=NOW - timedelta(days=n)) for n in range(20, -1, -1)]


def test_a_week_is_monday_to_sunday(pink: SourceAudio) -> None:
    card = mirror.mirror_of(week_by_week(pink), now=NOW)  # a Sunday
    assert (card.first.isoformat(), card.last.isoformat(), card.found.rounds) == ("2026-11-16", "2026-11-22", 7)
    assert mirror.say_days(card) == "16 to 22 November"
    before = mirror.mirror_of(week_by_week(pink), now=NOW, weeks_ago=1)
    assert mirror.say_days(before) == "9 to 15 November"
    assert mirror.weeks_of(week_by_week(pink), now=NOW) == 2


def test_a_week_with_too_little_reaches_back_four(pink: SourceAudio) -> None:
    rounds = [attempt(pink, ai_off_oct=FAR, p_own=0.9, p_ai=0.4, at=NOW - timedelta(days=10))] * 12
    card = mirror.mirror_of([*rounds, *own_given_away(pink, count=1)], now=NOW)
    assert (card.weekly, card.found.rounds, card.first.isoformat()) == (False, 13, "2026-10-26")


def test_rounds_alone_are_no_bets(pink: SourceAudio) -> None:
    card = mirror.mirror_of([attempt(pink)] * 3, now=NOW)
    assert (card.found.rounds, card.alone) == (0, 3)
    assert mirror.say_span(card).endswith("The AI sat in on no round.")
