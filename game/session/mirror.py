"""The weekly mirror: how a player bet between the own ear and the AI, both ways at equal size. Nobody is scolded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from game.core.facts import Attempt
from game.core.skills import SKILLS
from game.learn.reliance import FLAG_AT, LEAST_EVENTS, Counts, Reliance, Share, measure
from game.session.trials import bet_of

DAYS: Final = 7
FEW_DAYS: Final = 28
"""Where a week holds too little to say anything, the mirror looks back this far."""
LEAST_SWITCHES: Final = 5
STEADY: Final = 0.35


@dataclass(frozen=True, slots=True)
class Mirror:
    """A card: from the first to the last day, and what the bets in them came to.

    `alone` counts the rounds without the AI in the same days.
    """

    first: date
    last: date
    found: Reliance
    alone: int

    @property
    def weekly(self) -> bool:
        """Tell whether the card is of one week."""
        return (self.last - self.first).days < DAYS

    @property
    def enough(self) -> bool:
        """Tell whether anything may be said of the bets: there is enough at stake one way or the other."""
        return self.found.g_own.enough or self.found.g_ai.enough


def mirror_of(attempts: Sequence[Attempt], *, now: datetime, weeks_ago: int = 0) -> Mirror:
    """Return the card of a week, Monday to Sunday in the time zone of `now`.

    Where too little was at stake in that week, the card reaches four weeks back from its end.
    """
    monday = now.date() - timedelta(days=now.weekday() + DAYS * weeks_ago)
    last = min(now.date(), monday + timedelta(days=DAYS - 1))
    week = _card(attempts, first=monday, last=last, now=now)
    if week.enough:
        return week
    four = _card(attempts, first=last - timedelta(days=FEW_DAYS - 1), last=last, now=now)
    return four if four.enough else week


def weeks_of(attempts: Sequence[Attempt], *, now: datetime) -> int:
    """Return how many weeks back the first round lies."""
    if not attempts:
        return 0
    first = attempts[0].finished_at.astimezone(now.tzinfo).date()
    mondays = [day - timedelta(days=day.weekday()) for day in (first, now.date())]
    return (mondays[1] - mondays[0]).days // DAYS


def _card(attempts: Sequence[Attempt], *, first: date, last: date, now: datetime) -> Mirror:
    inside = [one for one in attempts if first <= one.finished_at.astimezone(now.tzinfo).date() <= last]
    bets = [bet for one in inside if (bet := bet_of(one)) is not None]
    alone = sum(one.commit.mode == "solo" for one in inside)
    return Mirror(first=first, last=last, found=measure(bets), alone=alone)


# ---- in words


def say_days(card: Mirror) -> str:
    """Say from when to when: "16 to 22 November"."""
    if card.first == card.last:
        return f"{card.last.day} {card.last:%B}"
    if (card.first.year, card.first.month) == (card.last.year, card.last.month):
        return f"{card.first.day} to {card.last.day} {card.last:%B}"
    return f"{card.first.day} {card.first:%B} to {card.last.day} {card.last:%B}"


def say_span(card: Mirror) -> str:
    """Say what the card rests on, numbers marked with two asterisks on either side."""
    found = card.found
    if not found.rounds:
        return f"{say_days(card)}. The AI sat in on no round."
    return f"{say_days(card)}. You disagreed with it in **{found.disagreements}** of **{found.rounds}** rounds."


def in_ten(share: float) -> int:
    """Return a share as so many in ten, never 0 or 10: nothing is that sure."""
    return min(9, max(1, round(10 * share)))


def say_own(share: Share) -> str:
    """Say how often the own ear was followed where it was the better bet."""
    return _say_followed(share, "you followed them {}")


def say_ai(share: Share) -> str:
    """Say how often the AI was taken where it was the better bet."""
    return _say_followed(share, "you took it {}")


def _say_followed(share: Share, words: str) -> str:
    if not share.enough:
        return "not enough such rounds yet to say."
    lo, hi = in_ten(1 - share.hi), in_ten(1 - share.lo)
    times = f"{in_ten(1 - share.value)} times in 10"
    return f"{words.format(times)}{'' if lo == hi else f' (likely {lo} to {hi})'}."


def say_kept(counts: Counts) -> tuple[int, int]:
    """Return how many kept answers were right, and how many were kept."""
    return counts.kept_right, counts.kept_right + counts.kept_wrong


def say_took(counts: Counts) -> tuple[int, int]:
    """Return how many taken answers were right, and how many were taken."""
    return counts.switched_right, counts.switched_right + counts.switched_wrong


def by_skill(card: Mirror) -> Mapping[str, Counts]:
    """Return the four counts of each skill that has enough disagreements to be looked at."""
    return {skill_id: counts for skill_id, counts in card.found.by_skill.items() if total(counts) >= LEAST_EVENTS}


def total(counts: Counts) -> int:
    """Return how many disagreements there were."""
    return counts.kept_right + counts.kept_wrong + counts.switched_right + counts.switched_wrong


def say_about_kept(card: Mirror) -> str:
    """Say of the kept answers what helps to know: the skill in which they held best, where one is clear."""
    shares = {
        skill_id: counts.kept_right / (counts.kept_right + counts.kept_wrong)
        for skill_id, counts in by_skill(card).items()
        if counts.kept_right + counts.kept_wrong >= LEAST_SWITCHES
    }
    return _best(shares, "{}: you stood by your ears, and mostly you were right.")


def say_about_took(card: Mirror) -> str:
    """Say of the taken answers in which skill they helped most, where one is clear."""
    shares = {
        skill_id: counts.switched_right / (counts.switched_right + counts.switched_wrong)
        for skill_id, counts in by_skill(card).items()
        if counts.switched_right + counts.switched_wrong >= LEAST_SWITCHES
    }
    return _best(shares, "{}: its answer was mostly the right one.")


def _best(shares: Mapping[str, float], words: str) -> str:
    good = {skill_id: share for skill_id, share in shares.items() if share > 0.5}
    if not good:
        return ""
    return words.format(SKILLS[max(good, key=lambda skill_id: good[skill_id])].title)


def say_try(card: Mirror) -> str:
    """Say one thing to try: in words that fit both directions, and none that blames."""
    found = card.found
    if not found.rounds:
        return "Play a block in which the AI sits in: after six rounds alone it says what it hears."
    if not card.enough:
        return "Go on as you do. After some more rounds in which you disagree, this card has something to say."
    if found.g_own.flagged and found.g_ai.flagged:
        return "When you disagree, hear both answers undone before you decide."
    if found.g_own.flagged:
        return "When you are sure and it disagrees, hear your own answer undone before you give it up."
    if found.g_ai.flagged:
        return "When you are guessing and it says 7 in 10 or more, hear its answer undone before you decide."
    if found.g_own.enough and found.g_ai.enough and max(found.g_own.value, found.g_ai.value) < STEADY:
        return "You choose well between the two of you. A block alone shows how much of it is yours."
    return "When you disagree, hear both answers undone before you decide. It takes three seconds."


def say_headline(card: Mirror) -> str:
    """Say the card's title; it names a direction only where the whole 90 % range lies past half."""
    found = card.found
    if not card.enough:
        return "Your week with the AI" if card.weekly else "Your weeks with the AI"
    own, ai = (share.enough and share.lo >= FLAG_AT for share in (found.g_own, found.g_ai))
    if own and not ai:
        return "Your ears deserve more of your trust"
    if ai and not own:
        return "It could help you more than you let it"
    return "Your week with the AI" if card.weekly else "Four weeks with the AI"


def say_details(card: Mirror) -> Sequence[tuple[str, str, str]]:
    """Return rows of a name, a figure and what it means; "not yet" where there is not the evidence for it."""
    found = card.found

    def share(value: float | None) -> str:
        return "not yet" if value is None else f"{value:.0%}".replace("%", " %")

    def ranged(one: Share) -> str:
        if not one.enough:
            return "not yet"
        return f"{one.value:.0%}, {one.lo:.0%} to {one.hi:.0%}".replace("%", " %")

    return (
        ("Own-ear bets given away", ranged(found.g_own), "Where your ears were the better bet: the share you gave up."),
        ("AI bets passed over", ranged(found.g_ai), "Where the AI was the better bet: the share you let go."),
        ("Weight of its advice", share(found.woa), "How far you moved towards it: 0 % kept, 100 % taken."),
        ("Taken", share(found.adoption), "Disagreements in which you ended nearer to it."),
        ("Helped when you were wrong", ranged(found.rair), "You were wrong, it was right, and you ended right."),
        ("Stood when you were right", ranged(found.rsr), "You were right, it was wrong, and you ended right."),
        ("Guesses in haste", share(found.hasty), "First guesses in no time, or without listening."),
    )  # fmt: skip
