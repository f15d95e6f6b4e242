"""Where a player stands today: the plan, the days with own ears, each skill in its unit. Pure functions of the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from game.core.facts import Skill
from game.core.skills import SKILLS
from game.learn.planner import BLOCKS, Plan, Planned, ai_share, plan_today
from game.learn.tracker import label
from game.session.block import Sitting
from game.session.history import days_in_a_row, own_ear_days
from game.session.wording_skills import say_level, say_range

FEW_ROUNDS: Final = 12
"""Before so many rounds, and while it is being measured, a threshold is not said in numbers."""
FEWEST_ROUNDS: Final = 6
"""A block that was left sooner does not count as today's."""
NUMBERS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")

UNSURE: Final = {
    "measuring": "Its number is still being measured.",
    "rough": "Its number is still rough.",
    "good": "The least sure of your numbers.",
}


@dataclass(frozen=True, slots=True)
class Ability:
    """A skill on the map: what the ear can do in words and in the cue's unit; sizes are None where it was never tried.

    `began` is the threshold before the second block, None while there is none; `few` that the rounds are too few for a
    number.
    """

    skill_id: str
    sentence: str
    now: float | None
    lo: float | None
    hi: float | None
    began: float | None
    how: str
    rounds: int
    few: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Today, as Home shows it. `done` is how many of the planned blocks were played today."""

    plan: Plan
    done: int
    days: frozenset[date]
    today: date
    abilities: tuple[Ability, ...]
    octaves_improved: Mapping[str, float]

    @property
    def streak(self) -> int:
        """How many days in a row the player answered before any advice, up to today or yesterday."""
        return days_in_a_row(self.days, today=self.today)

    @property
    def new(self) -> bool:
        """Tell whether nothing was ever played."""
        return not self.days


def standing(
    skills: Mapping[str, Skill], sittings: Sequence[Sitting], *, now: datetime, pins: Sequence[str] = ()
) -> Standing:
    """Return where a player stands.

    Args:
        skills: what is known of each skill that was ever tried.
        sittings: every block that was played, oldest first.
        now: aware, in the player's time zone.
        pins: skills that a teacher has asked for.
    """
    days = own_ear_days(sittings, now=now)
    began = _began(sittings)
    today = [one for one in sittings if one.began_at.astimezone(now.tzinfo).date() == now.date() and not one.form]
    rested = dict.fromkeys(one.skill_id for one in today if one.rounds >= FEWEST_ROUNDS)
    plan = plan_today(
        skills,
        now=now,
        practised=sorted(days),
        checked_at={one.skill_id: one.began_at for one in sittings if one.form},
        pins=pins,
        rested=tuple(rested),
    )
    return Standing(
        plan=plan,
        done=len(rested),
        days=days,
        today=now.date(),
        abilities=tuple(_ability(skill_id, skills.get(skill_id), began.get(skill_id)) for skill_id in SKILLS),
        octaves_improved={
            skill_id: began[skill_id] - skills[skill_id].theta_mean for skill_id in began.keys() & skills.keys()
        },
    )


def share_of_ai(where: Standing, skill_id: str) -> float:
    """Return the largest share of a block in which the AI may sit in: the better the ear has become, the less."""
    return ai_share(where.octaves_improved.get(skill_id, 0.0))


def say_plan(where: Standing) -> str:
    """Say what today holds, in a line."""
    left = BLOCKS - where.done
    if where.new:
        return "Two short blocks to begin with, about ten minutes each. Headphones on."
    if left <= 0:
        return "Today's two blocks are done. What you play now is extra."
    alone = " Today is your day without the AI." if where.plan.solo_day else ""
    blocks = "Two short blocks, about ten minutes each." if left == BLOCKS else "One more block, about ten minutes."
    return f"{blocks} Headphones on.{alone}"


def say_why(planned: Planned, skill: Skill | None, *, now: datetime) -> str:
    """Say why a block is in the plan."""
    if planned.why == "pinned":
        return "Your teacher asked for this one."
    if skill is None:
        return "You have not tried this one yet."
    if planned.why == "stale":
        days = (now - skill.seen_at).days
        count = NUMBERS[days] if days < len(NUMBERS) else str(days)
        return f"{count} {'day' if days == 1 else 'days'} since your last round." if days else "It is some hours ago."
    if planned.why == "weak":
        return "Your widest gap at present."
    return UNSURE[label(skill.theta_sd)]


def _began(sittings: Sequence[Sitting]) -> dict[str, float]:
    """Return for each skill what was known of theta before its second block."""
    seen: dict[str, int] = {}
    began: dict[str, float] = {}
    for one in sittings:
        seen[one.skill_id] = seen.get(one.skill_id, 0) + 1
        if seen[one.skill_id] == 2 and one.theta_mean is not None:
            began[one.skill_id] = one.theta_mean
    return began


def _ability(skill_id: str, skill: Skill | None, began: float | None) -> Ability:
    if skill is None:
        return Ability(skill_id, SKILLS[skill_id].title, None, None, None, None, "none", 0)
    at_first = None if began is None else skill.level_75 * 2 ** (began - skill.theta_mean)
    title, rounds = SKILLS[skill_id].title, "round" if skill.attempts == 1 else "rounds"
    few = label(skill.theta_sd) == "measuring" and skill.attempts < FEW_ROUNDS
    return Ability(
        skill_id=skill_id,
        sentence=f"{title}: **{skill.attempts}** {rounds} so far" if few else say_level(skill),
        now=skill.level_75,
        lo=skill.level_lo,
        hi=skill.level_hi,
        began=at_first,
        how=label(skill.theta_sd),
        rounds=skill.attempts,
        few=few,
    )


def say_ability(one: Ability) -> str:
    """Say a skill of the map in full: the sentence, its range, and how sure it is."""
    if one.now is None or one.lo is None or one.hi is None:
        return f"{one.sentence}: no rounds yet"
    where = "" if one.few else f"probably {say_range(one.skill_id, one.lo, one.hi)}, "
    return f"{one.sentence.replace('**', '')}, {where}{one.how}"
