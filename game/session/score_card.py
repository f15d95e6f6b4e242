"""The AI's score card as a player reads it: how often it is right and where, by skill and by kind of sound."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from game.core.skills import SKILLS
from game.session.wording_skills import SHORT

What = Literal["cue", "region", "kind", "source"]
FEWEST: Final = 20
"""Rounds of a kind, before it is said that the AI is strong or weak there."""
GATE_L2: Final = 0.05
"""Odds that are further off are not spoken."""
MUSIC: Final[Mapping[str, str]] = {"built_in": "the game's music", "foreign": "other sounds"}
KINDS: Final[Mapping[str, str]] = {"song": "songs", "drums": "drum grooves", "solo": "solos", "noise": "noise"}
MADE_UP: Final = "music_"
"""What music made up for the examination is called, before the number of its set."""
FAMILIES: Final[Mapping[str, str]] = {
    "gm_chromatic": "bells, mallets",
    "gm_organ": "organs",
    "gm_pipe": "pipes, flutes",
    "own_pluck": "plucked strings",
    "samples_ambience": "recordings",
}


@dataclass(frozen=True, slots=True)
class Share:
    """How often it was right in rounds of one kind: what kind, its name, how many rounds."""

    what: What
    name: str
    n: int
    hit_rate: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """How the AI does in one skill on one kind of sound.

    Attributes:
        skill_id: the skill.
        domain: "built_in" or "foreign".
        n: rounds that it was judged on, under odds that had not met that music.
        hit_rate: share that was right.
        baseline: what it is compared with, and how often that is right.
        off_by: how far its odds are off, debiased root mean square.
        silent: whether it says that it can't tell here, as its odds are too far off.
        odds: pairs of what it said its chance was and how often it was right then.
        shares: by size, region, kind and piece.
    """

    skill_id: str
    domain: str
    n: int
    hit_rate: float
    baseline: tuple[str, float]
    off_by: float
    silent: bool
    odds: tuple[tuple[float, float], ...]
    shares: tuple[Share, ...]

    def by(self, what: What) -> tuple[Share, ...]:
        """Return the shares of one kind; foreign music has families in place of kinds."""
        if what == "kind" and self.domain != "built_in":
            return tuple(share for share in self.shares if share.what == "source")
        return tuple(share for share in self.shares if share.what == what)


def read_scores(card: Mapping[str, Any]) -> tuple[Score, ...]:
    """Return the rows of a score card as `own-ears report-card --json` prints it; rows of nothing are left out."""
    return tuple(_score(row) for row in card["skills"] if row["n"])


def find_score(scores: Sequence[Score], skill_id: str, domain: str) -> Score | None:
    """Return the row of a skill and domain, None where there is none."""
    return next((score for score in scores if (score.skill_id, score.domain) == (skill_id, domain)), None)


def say_tenths(rate: float) -> str:
    """Say a rate in tenths, never as all or none.

    >>> say_tenths(0.81), say_tenths(0.98), say_tenths(0.02)
    ('8 in 10', 'more than 9 in 10', 'less than 1 in 10')
    """
    return f"{say_of_ten(rate, more='more than ', less='less than ')} in 10"


def say_of_ten(rate: float, *, more: str = ">", less: str = "<") -> str:
    """Say how often of ten times, as short as can be.

    >>> say_of_ten(0.81), say_of_ten(0.98)
    ('8', '>9')
    """
    if rate >= 0.95:
        return f"{more}9"
    return f"{less}1" if rate < 0.05 else f"{round(10 * rate)}"


def say_score(score: Score) -> str:
    """Say how often it is right."""
    return f"The AI is right {say_of_ten(score.hit_rate, more='more than ', less='less than ')} times in 10"


def say_basis(score: Score) -> str:
    """Say on what that rests, and what else would be right how often."""
    name, rate = score.baseline
    other = "Peak Reader, a simple rule" if name == "Peak Reader" else "One answer, always the same"
    return f"{score.n} rounds on {MUSIC[score.domain]}. {other}: {say_tenths(rate)}."


def say_places(score: Score) -> Iterator[str]:
    """Say where it is strong and where it fails, where there are enough rounds to say so."""
    known = [share for share in score.shares if share.n >= FEWEST and share.hit_rate is not None]
    if not known:
        return
    strong, weak = max(known, key=_rate), min(known, key=_rate)
    if round(10 * _rate(strong)) == round(10 * _rate(weak)):
        yield f"It is about as good everywhere: {say_tenths(_rate(weak))}."
        return
    yield f"Strongest: {name_of(strong)}, {say_tenths(_rate(strong))}."
    yield f"Weakest: {name_of(weak)}, {say_tenths(_rate(weak))}."


def say_odds(score: Score) -> str:
    """Say how honest its odds are."""
    if score.silent:
        return "Its odds were too far off here, so it says that it can't tell."
    size = f"about {100 * score.off_by:.0f} in 100" if score.off_by >= 0.01 else "less than 1 in 100"
    return f"What it says of its chances is off by {size}, on average."


def name_of(share: Share) -> str:
    """Return what a share is about, as it is written on the screen."""
    made_up = share.name.removeprefix(MADE_UP)
    if made_up != share.name:
        return f"made up, set {int(made_up) + 1}"
    return KINDS.get(share.name) or FAMILIES.get(share.name) or share.name.replace("_", " ")


def say_none(skill_id: str) -> str:
    """Say that a skill is the player's alone."""
    return f"{SHORT[skill_id]} is yours. The AI does not answer it, as its answers would not be worth hearing."


def _score(row: Mapping[str, Any]) -> Score:
    if row["skill_id"] not in SKILLS:
        raise ValueError(f"skill_id must be a skill of the game, got {row['skill_id']!r}")
    return Score(
        skill_id=row["skill_id"],
        domain=row["domain"],
        n=row["n"],
        hit_rate=row["hit_rate"],
        baseline=(row["baseline"], row["baseline_hit_rate"]),
        off_by=row["calibration_l2"],
        silent=row["off"],
        odds=tuple((part["p"], part["hit"]) for part in row["reliability"]),
        shares=tuple(
            Share(part["what"], part["value"], part["n"], part["hit_rate"]) for part in row["by"] if part["n"]
        ),
    )


def _rate(share: Share) -> float:
    return share.hit_rate or 0.0
