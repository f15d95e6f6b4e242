"""What the review's pages say: plain, the physical unit first, nobody scolded; a parent can read it."""

from datetime import datetime
from typing import Final

from game.core.skills import SKILLS
from game.learn.reliance import Share
from game.review.assigned import AssignmentView
from game.review.facts import SkillFacts, Student
from game.review.overview import TIMES_GOAL, ClassView, Row, is_known, named
from game.session.mirror import in_ten
from game.session.wording_skills import SHORT, asked, digits, printed, say_size

HEARING: Final = {
    "eq.boost_freq": "{} says where a tone was raised once it is {}",
    "eq.cut_freq": "{} says where a tone was lowered once it is {}",
    "eq.detect": "{} hears a boost of {}",
    "eq.gain_amount": "{} sets a gain to within {}",
    "comp.detect": "{} hears dynamics that are squeezed (compressed) by {}",
    "comp.more": "{} hears a difference in compression of {}",
    "comp.amount": "{} tells the depth of compression to within {}",
    "comp.attack": "{} tells apart how fast compression sets in at {}",
    "comp.release": "{} tells apart how fast compression lets go at {}",
    "mix.level": "{} hears a step in loudness of {}",
    "time.async": "{} notices a part that is {} off the beat",
    "time.displace": "{} finds one stroke moved by {}",
    "time.swing_detect": "{} hears a swing of {}",
    "time.feel": "{} knows a performed feel of {}",
    "time.tempo": "{} hears a change of tempo by {}",
    "time.swing_amount": "{} sets the amount of swing to within {}",
}
"""What a threshold means; first the name, then the size with its unit."""


def say_class(view: ClassView) -> str:
    """Return the page's heading."""
    gap = view.widest_gap
    if not view.rows:
        return "Nobody has handed in yet"
    if gap is None and any(view.middle(skill_id) is None for skill_id in view.skill_ids):
        return "No gap to see yet: some skills are still being measured"
    if gap is None:
        return "In every skill the class's middle is at the goal" if view.skill_ids else "Nobody has played yet"
    return f"{SHORT[gap]}: the class's widest gap"


def say_lead(view: ClassView) -> str:
    """Return the sentences under the heading."""
    students = _count(len(view.rows), "student")
    gap = view.widest_gap
    middle = view.middle(gap) if gap is not None else None
    words = [f"{students}{f', up to {_day(view)}' if view.last_at else ''}."]
    if gap is not None and middle is not None:
        words.append(f"The class's middle is {_size(gap, asked(gap, middle))}, its goal {_size(gap, view.goals[gap])}.")
    words.append(f"{view.active} of {len(view.rows)} practised in the last seven days;")
    needy = len(view.in_need)
    words.append(f"{needy} {'needs' if needy == 1 else 'need'} a look and {'stands' if needy == 1 else 'stand'} first."
                 if needy else "nobody needs a look.")  # fmt: skip
    return " ".join(words)


def say_student(row: Row, view: ClassView) -> str:
    """Return the heading of a student's page."""
    student = row.student
    finer = [skill for skill in student.skills.values() if skill.improved]
    reached = [skill for skill in student.skills.values() if is_known(skill) and reaches(skill, view)]
    name = student.name
    if not student.skills:
        return f"{name} has not played yet"
    if finer and named(student.reliance.g_own):
        return f"{name}'s ears have grown finer and deserve more trust"
    if finer:
        return f"{name}'s ears have grown finer in {_list([SHORT[skill.skill_id].lower() for skill in finer[:2]])}"
    if reached:
        return f"{name} is at the goal in {_list([SHORT[skill.skill_id].lower() for skill in reached[:3]])}"
    return f"{name} is on the way"


def say_assigned(one: AssignmentView) -> str:
    """Return what an assignment asks for, and how many have done it."""
    task = one.assignment
    due = task.due_at.astimezone()
    goal = "" if task.goal is None else f" Goal {_size(task.skill_id, task.goal)}."
    beside = "the AI sits in" if task.ai else "alone"
    done, late = one.count("done"), one.count("late")
    return (
        f"{SHORT[task.skill_id]}, {_count(task.rounds, 'round')}, {beside}, until {due.day} {due:%B, %H:%M}.{goal} "
        f"{done} of {len(one.rows)} done{f', {late} late' if late else ''}."
    )


def say_keeping(oldest: datetime | None, *, now: datetime, keep_days: int) -> str:
    """Return a reminder where a class's data are older than they should be; '' where they are not."""
    if oldest is None or (now - oldest).days <= keep_days:
        return ""
    return (
        f"The oldest rounds here are {(now - oldest).days} days old, and {keep_days} was the limit. "
        "Let go of what is no longer needed: own-ears forget PLAYER."
    )


def say_rounds(student: Student) -> str:
    """Return when a student played, and how much."""
    if student.first_at is None or student.last_at is None:
        return "No rounds yet."
    first, last = student.first_at, student.last_at
    days = f"{first.day} {first:%B} to {last.day} {last:%B}" if first.date() != last.date() else f"{last.day} {last:%B}"
    return f"{days}. {_count(student.rounds_alone, 'round')} alone, {student.rounds_beside} beside the AI."


def plain_words(row: Row, view: ClassView) -> tuple[str, ...]:
    """Return up to four sentences a parent can read."""
    student = row.student
    known = [skill for skill in student.skills.values() if is_known(skill)]
    known.sort(key=lambda skill: (skill.improved is None, -skill.n))
    words = [_say_skill(skill, student.name, view) for skill in known[:3]]
    own = student.reliance.g_own
    if own.enough:
        words.append(
            f"Where the two disagree and the own ear is the better bet, {student.name} follows it "
            f"about {_times(in_ten(1 - own.value))} in 10."
        )
    return tuple(words) or ("There are too few rounds yet to say anything.",)


def say_sure(skill: SkillFacts) -> str:
    """Return on how much a threshold rests, and its range."""
    rounds = f"{_count(skill.n, 'round')} alone"
    if skill.level_lo is None or skill.level_hi is None:
        return rounds
    spec = SKILLS[skill.skill_id]
    lo, hi = (asked(skill.skill_id, level) for level in (skill.level_lo, skill.level_hi))
    if skill.level_hi > spec.cue_easiest:
        return f"{rounds}, likely {digits(lo)} {spec.unit} or more"
    return f"{rounds}, likely {digits(lo)} to {digits(hi)} {spec.unit}"


def say_cell(skill: SkillFacts) -> str:
    """Return a threshold for a table, without its unit; with a plus where it lies beyond what is asked."""
    spec, level = SKILLS[skill.skill_id], skill.level_75 or 0.0
    return f"{digits(asked(skill.skill_id, level))}{'+' if level > spec.cue_easiest else ''}"


def say_given(share: Share, what: str) -> str:
    """Return a share in per cent with its range: "Given away 71 %, 90 % range 57 to 85."."""
    if not share.enough:
        return f"{what}: not yet enough such rounds to say."
    return f"{what} {100 * share.value:.0f} %, 90 % range {100 * share.lo:.0f} to {100 * share.hi:.0f}."


def say_gap(student: Student) -> str:
    """Return whether the ear is finer alone or beside the AI."""
    finer = {"alone": [], "beside": []}  # type: dict[str, list[str]]
    for skill in student.skills.values():
        if skill.alone and skill.beside:
            one, other = skill.alone[-1], skill.beside[-1]
            if one.level_hi < other.level_lo:
                finer["alone"].append(SHORT[skill.skill_id].lower())
            elif other.level_hi < one.level_lo:
                finer["beside"].append(SHORT[skill.skill_id].lower())
    if not finer["alone"] and not finer["beside"]:
        return "Alone or beside the AI: no difference to see yet."
    told = [f"First guesses {where} are finer in {_list(names)}."
            for where, names in (("alone", finer["alone"]), ("beside the AI", finer["beside"])) if names]  # fmt: skip
    return " ".join(told)


def next_steps(row: Row, view: ClassView) -> tuple[tuple[str, str], ...]:
    """Return up to three things to practise next, each with its reason."""
    student = row.student
    steps = []
    if named(student.reliance.g_own):
        steps.append(("Rounds with the undo test before each decision", "own-ear bets given away"))
    if named(student.reliance.g_ai):
        steps.append(("Hear the AI's answer undone before saying no", "AI bets passed over"))
    known = [skill for skill in student.skills.values() if is_known(skill) and not reaches(skill, view)]
    known.sort(key=lambda skill: -(skill.level_75 or 0) / view.goals[skill.skill_id])
    for skill in known[:2]:
        times = (skill.level_75 or 0) / view.goals[skill.skill_id]
        steps.append((f"{SHORT[skill.skill_id]}, twelve rounds alone", TIMES_GOAL.format(digits(times))))
    for skill in student.skills.values():
        if not is_known(skill):
            steps.append((f"{SHORT[skill.skill_id]}, one short block", f"{_count(skill.n, 'round')} so far"))
    for skill_id in view.skill_ids:
        if skill_id not in student.skills:
            steps.append((f"{SHORT[skill_id]}, a first block", "never begun"))
    return tuple(steps[:3])


def reaches(skill: SkillFacts, view: ClassView) -> bool:
    """Tell whether a threshold is at the goal or finer."""
    return skill.level_75 is not None and skill.level_75 <= view.goals[skill.skill_id]


def _say_skill(skill: SkillFacts, name: str, view: ClassView) -> str:
    level, goal = skill.level_75 or 0.0, view.goals[skill.skill_id]
    size = _size(skill.skill_id, asked(skill.skill_id, level))
    now = HEARING[skill.skill_id].format(name, size)
    if skill.improved and skill.alone:
        then = skill.alone[0]
        before = _size(skill.skill_id, asked(skill.skill_id, then.level_75))
        return f"{now}; in {then.at:%B} it was {before}. The goal is {_size(skill.skill_id, goal)}."
    aim = "That is at the goal or finer." if level <= goal else f"The goal is {_size(skill.skill_id, goal)}."
    return f"{now}. {aim}"


def _size(skill_id: str, size: float) -> str:
    return printed(say_size(skill_id, size))


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _day(view: ClassView) -> str:
    return f"{view.last_at.day} {view.last_at:%B}" if view.last_at is not None else ""
