"""Frames of a made-up match, one of each kind, as the wire has them."""

import math
from typing import Any

from tests.arena.pages.questions import ADVICE as ADVICE
from tests.arena.pages.questions import ANSWERS as ANSWERS
from tests.arena.pages.questions import QUESTIONS as QUESTIONS
from tests.arena.pages.questions import ROUND as ROUND
from tests.arena.pages.questions import SAYS as SAYS
from tests.arena.pages.questions import TRUTHS as TRUTHS
from tests.arena.pages.questions import Frame as Frame
from tests.arena.pages.questions import grid as grid
from tests.arena.pages.scripted import moment


def me(**more: Any) -> Frame:
    """Return what the host knows of the player."""
    return {
        "player": "p1",
        "name": "Blue Otter",
        "wish": None,
        "team": None,
        "ready": False,
        "guess": None,
        "final": None,
        "ai": None,
        "extra_time": 1.0,
        "points": 185.0,
        "rank": 4,
    } | more


def state(phase: str, kind: str = "freq", **more: Any) -> Frame:
    """Return a state for a player in a round of some kind; `left` says how many seconds are left."""
    in_round = phase in ("GUESS", "AI", "REVISE", "CLOSED", "REVEAL")
    left = more.pop("left", 28)
    timed = phase in ("GUESS", "REVISE")
    return {
        "t": "state",
        "phase": phase,
        "round": None if phase in ("LOBBY", "FINISHED") else ROUND,
        "idx": 0 if phase == "LOBBY" else 3,
        "of": 8,
        "opens_at": moment(left - 45) if timed else None,
        "closes_at": moment(left) if timed else None,
        "now": moment(),
        "me": me(),
        "question": QUESTIONS[kind] if in_round else None,
        "files": None,
        "mode": "speakers",
        "pace": "together",
        "playing": "B" if in_round else None,
        "n": 17,
        "people": 23,
        "paused_in": "GUESS" if phase == "PAUSED" else None,
        "left_s": 17.4 if phase == "PAUSED" else None,
        "players": None,
    } | more


def ai(kind: str = "freq", **more: Any) -> Frame:
    """Return what the AI says."""
    return {
        "t": "ai",
        "round": ROUND,
        "v": ADVICE[kind],
        "p_right": 0.6,
        "region": "I hear more than I would expect between 2.8 kHz and 5.7 kHz.",
        "why": "I'm not sure, but I would say about 4 kHz. I looked at the octave between 2.8 kHz and 5.7 kHz: "
        "clearly more than I expected.",
    } | more


def picture(kind: str) -> Frame | None:
    """Return the picture of the truth."""
    if kind in ("freq", "cut", "gain"):
        centre, gain = {"freq": (2500.0, 6.0), "cut": (420.0, -12.0), "gain": (1200.0, 4.0)}[kind]
        freqs = [40 * 400 ** (index / 120) for index in range(121)]
        return {
            "kind": "curve",
            "freq_hz": freqs,
            "db": [gain / (1 + (math.log2(freq / centre) / 0.45) ** 2) for freq in freqs],
        }
    if kind in ("three", "reduction"):
        moves = [-5.5 * (0.5 - 0.5 * math.cos(index / 6)) * (0.6 + 0.4 * math.sin(index / 23)) for index in range(300)]
        still = [0.0] * 300
        return {"kind": "gain", "step_s": 0.01, "takes": [moves] if kind == "reduction" else [still, moves, still]}
    if kind == "two":
        return {"kind": "bars", "unit": "dB", "values": [-25.0, -21.0]}
    return grid(told=True, numbered=kind == "hit")


def judged(kind: str = "freq", **more: Any) -> Frame:
    """Return how one's answers came out."""
    return {
        "guess": {"v": ANSWERS[kind], "conf": "certain"},
        "final": {"v": ANSWERS[kind], "conf": "certain"},
        "guess_says": "within a semitone",
        "final_says": "within a semitone",
        "correct": True,
        "guess_score": 1.0,
        "final_score": 1.0,
        "bonus": 0.0,
        "total": 285.0,
        "rank": 3,
    } | more


def reveal(kind: str = "freq", **more: Any) -> Frame:
    """Return the truth of a round."""
    truth = TRUTHS[kind]
    slider = isinstance(truth, float)
    reach = 2**0.5 if kind in ("freq", "cut") else None
    offset = {"offset_ms": 42.0} if kind in ("parts", "hit") else {}
    told = {
        "choice": truth,
        "says": SAYS[kind],
        "params": offset,
        "cue": 6.0,
        "unit": "dB",
        "seed": 4711,
        "source_id": "night_bus",
        "generator_version": 3,
        "tol": 0.5,
        "error_unit": "octaves",
        "right_from": (truth / reach if reach else truth - 1) if slider else None,
        "right_to": (truth * reach if reach else truth + 1) if slider else None,
    }
    said = (
        {
            "v": ADVICE[kind],
            "p_right": 0.6,
            "says": "0.68 octaves high" if kind == "freq" else "not that one",
            "correct": False,
        }
        if kind in ADVICE
        else None
    )
    return {
        "t": "reveal",
        "round": ROUND,
        "truth": told,
        "mine": judged(kind),
        "ai": said,
        "points": 100.0,
        "picture": picture(kind),
        "explain": "A bell at 2.5 kHz lifts the bite of the snare and the consonants of the voice; "
        "the level around it stays as it was.",
    } | more


FIRST = ("Kelp", "Mint", "Blue", "Quartz", "Copper", "Rust", "Ember", "White", "Indigo", "Teal")
SECOND = ("Seal", "Gecko", "Otter", "Ibex", "Wren", "Heron")


def names(count: int) -> list[str]:
    """Return as many different names."""
    return [
        f"{FIRST[index % len(FIRST)]} {SECOND[(index // len(FIRST) + index) % len(SECOND)]}" for index in range(count)
    ]


def people(count: int, *, answered: int = 0) -> list[Frame]:
    """Return players as projector and desk see them; the first ones have answered."""
    return [
        {"player": f"p{index}", "name": name, "here": index != 7, "answered": index < answered, "team": None}
        for index, name in enumerate(names(count))
    ]


def whole(kind: str = "freq") -> Frame:
    """Return the class: 23 answers around the truth, some with the AI, and who was right against it."""
    truth = TRUTHS[kind]
    if kind in ("freq", "cut"):
        octaves = (
            -1.1,
            -0.9,
            -0.6,
            -0.5,
            -0.36,
            -0.3,
            -0.2,
            -0.2,
            -0.13,
            -0.13,
            -0.1,
            -0.08,
            -0.05,
            0.0,
            0.04,
            0.1,
            0.4,
            0.48,
            0.65,
            0.68,
            0.7,
            0.7,
            0.75,
        )
        answers: list[Any] = [truth * 2**step for step in octaves]
    elif isinstance(truth, float):
        answers = [
            truth + step
            for step in (-3, -2, -1.5, -1, -1, -0.5, -0.5, -0.5, 0, 0, 0, 0, 0.5, 0.5, 1, 1, 1.5, 2, 2, 2, 2.5, 3, 4)
        ]
    else:
        options = QUESTIONS[kind]["answer"]["choices"]
        answers = [options[index * index % len(options)] for index in range(23)]
        answers += [truth] * 3
    middle = sorted(answers)[len(answers) // 2] if isinstance(truth, float) else truth
    dissent = [{"name": name, "v": truth} for name in names(10)] if kind in ADVICE else []
    return {
        "answers": answers,
        "middle": middle,
        "middle_says": "0.18 octaves low",
        "right": 13,
        "n": 23,
        "dissent": dissent,
    }


def board(*, count: int = 5, teams: bool = False, final: bool = False) -> Frame:
    """Return the board."""
    rows = [
        {
            "rank": index + 1,
            "name": name,
            "points": 270.0 - 9 * index,
            "gained": 100.0 if index != 2 else 90.0,
            "team": None,
        }
        for index, name in enumerate(names(count))
    ]
    team = (
        [{"rank": index + 1, "team": 3 - index, "points": 241.5 - 20 * index, "members": 8} for index in range(3)]
        if teams
        else None
    )
    return {"t": "board", "rows": rows, "team": team, "of": 23, "final": final, "now": moment()}


SETUP = {
    "skill": "eq.boost_freq",
    "cue_from": 9.0,
    "cue_to": 6.0,
    "unit": "dB",
    "sources": [],
    "rounds": 8,
    "guess_s": 45.0,
    "revise_s": 20.0,
    "reveal_s": 0.0,
    "mode": "speakers",
    "pace": "together",
    "ai": True,
    "teams": 0,
    "bonus": False,
    "names": "list",
    "board": True,
}


def desk(count: int = 23, *, answered: int = 0, setup: Frame | None = None, **more: Any) -> Frame:
    """Return all that the host desk shows beside the state."""
    players = [
        one
        | {
            "wish": "Ana" if index == 1 and count > 1 else None,
            "ready": True,
            "guess": one["answered"],
            "final": False,
            "extra_time": 1.5 if index == 4 else 1.0,
            "points": 100.0,
        }
        for index, one in enumerate(people(count, answered=answered))
    ]
    return {
        "t": "desk",
        "room": "KRVM",
        "url": "http://192.168.4.20:8000",
        "projector_url": "http://192.168.4.20:8000/projector",
        "locked": False,
        "setup": SETUP | (setup or {}),
        "players": players,
        "clips": ["A", "B"],
        "playing": "B",
        "sound": "",
        "trouble": "",
    } | more
