"""One question of each kind, with an answer, a truth, and what an AI said."""

from typing import Any

Frame = dict[str, Any]
PARTS = ("kick", "snare", "hat", "bass")
ROUND = "r7f0a"


def _question(skill_id: str, title: str, task: str, answer: Frame, **more: Any) -> Frame:
    return {
        "skill_id": skill_id,
        "title": title,
        "task": task,
        "pick": None,
        "answer": {"choices": None, **answer},
        "unit": "",
        "stated": {},
        "clips": ["A", "B"],
        "assisted": True,
        "grid": None,
    } | more


def grid(*, told: bool = False, numbered: bool = False, takes: tuple[str, ...] = ("A", "B")) -> Frame:
    """Return two bars of four parts; in `told` the snare comes 42 ms late in B, or in the second take."""
    lanes = []
    for part, steps in {"kick": (0, 4), "snare": (2, 6), "hat": range(8), "bass": (0, 3, 5)}.items():
        hits: list[Frame] = []
        for bar in range(2):
            for step in steps:
                at = bar * 2.0 + step * 0.25
                moved = part == "snare"
                late = {name: at + (0.042 if moved and name == takes[1] else 0.0) for name in takes}
                number = len(hits) + 1 if numbered and part == "snare" else 0
                hits.append({"grid_s": at, "number": number, "moved": moved and told, "sounds_s": late if told else {}})
        lanes.append({"name": part, "asked": part == "snare" or not numbered, "hits": hits})
    return {
        "kind": "grid",
        "lanes": lanes,
        "length_s": 4.0,
        "bar_s": [0.0, 2.0],
        "beat_s": [index / 2 for index in range(8)],
    }


MOVES = [{"part": part, "direction": direction} for part in PARTS for direction in ("early", "late")]
QUESTIONS: dict[str, Frame] = {
    "freq": _question(
        "eq.boost_freq",
        "Where was it boosted?",
        "B has one band turned up by 6 dB. A is untouched. Both are equally loud.",
        {"kind": "freq", "lo": 60.0, "hi": 14_000.0, "step": 1 / 12},
        unit="Hz",
        stated={"direction": "boost", "gain_db": 6.0, "q": 2.0},
    ),
    "cut": _question(
        "eq.cut_freq",
        "Where was it cut?",
        "B has one band turned down by 12 dB. A is untouched. Both are equally loud.",
        {"kind": "freq", "lo": 60.0, "hi": 14_000.0, "step": 1 / 12},
        unit="Hz",
        stated={"direction": "cut", "gain_db": -12.0, "q": 2.0},
    ),
    "gain": _question(
        "eq.gain_amount",
        "By how much was it changed?",
        "In B one band was turned up or down at 1.20 kHz. A is untouched.",
        {"kind": "amount", "lo": -12.0, "hi": 12.0, "step": 0.5},
        unit="dB",
        stated={"freq_hz": 1200.0, "q": 2.0},
        assisted=False,
    ),
    "reduction": _question(
        "comp.amount",
        "How deep is the compression?",
        "B is compressed 4:1, attack 10 ms, release 120 ms. A is untouched. Both are equally loud.",
        {"kind": "amount", "lo": 0.0, "hi": 12.0, "step": 0.5},
        unit="dB",
        stated={"ratio": 4.0},
        assisted=False,
    ),
    "swing": _question(
        "time.swing_amount",
        "How much does it swing?",
        "A is straight. In B the sixteenths swing: 50 % is straight, 67 % triplets, 75 % dotted.",
        {"kind": "amount", "lo": 50.0, "hi": 75.0, "step": 0.5},
        unit="%",
        stated={"pair_ms": 250.0},
        grid=grid(),
    ),
    "three": _question(
        "comp.detect",
        "Which take is compressed?",
        "One of three takes went through a compressor. All are about equally loud.",
        {"kind": "interval", "lo": 1.0, "hi": 3.0, "step": 1.0, "choices": [1, 2, 3]},
        clips=["1", "2", "3"],
        pick="Listen to all three, then pick the one that is compressed.",
    ),
    "two": _question(
        "mix.level",
        "Which take is louder?",
        "The same music twice, one take 4 dB louder.",
        {"kind": "interval", "lo": 1.0, "hi": 2.0, "step": 1.0, "choices": [1, 2]},
        clips=["1", "2"],
        assisted=False,
        pick="Listen to both, then pick the louder one.",
    ),
    "parts": _question(
        "time.async",
        "Which part is off, early or late?",
        "In A every part sits on the beat. In B one of 4 parts came 42 ms early or late. Both are equally loud.",
        {"kind": "part_direction", "lo": 1.0, "hi": 8.0, "step": 1.0, "choices": MOVES},
        grid=grid(),
    ),
    "hit": _question(
        "time.displace",
        "Which hit was moved?",
        "In B one of four snare hits, at 0.50, 1.50, 2.50, 3.50 s of the loop, came 42 ms late. Both are equally loud.",
        {"kind": "hit", "lo": 1.0, "hi": 4.0, "step": 1.0, "choices": [1, 2, 3, 4]},
        grid=grid(numbered=True),
        assisted=False,
    ),
}
ANSWERS: dict[str, Any] = {
    "freq": 2400.0,
    "cut": 310.0,
    "gain": 3.5,
    "reduction": 4.5,
    "swing": 58.0,
    "three": 2,
    "two": 1,
    "parts": {"part": "snare", "direction": "late"},
    "hit": 3,
}
TRUTHS: dict[str, Any] = ANSWERS | {
    "freq": 2500.0,
    "cut": 420.0,
    "gain": 4.0,
    "reduction": 6.0,
    "swing": 61.5,
    "two": 2,
    "hit": 2,
}
ADVICE: dict[str, Any] = {
    "freq": 4000.0,
    "cut": 400.0,
    "swing": 63.0,
    "three": 3,
    "parts": {"part": "hat", "direction": "late"},
}
SAYS = {
    "freq": "It was 2.50 kHz",
    "cut": "It was 420 Hz",
    "gain": "It was +4 dB",
    "reduction": "The gain moved by 6.0 dB",
    "swing": "It swung by 61.5 %, 29 ms late",
    "three": "It was take 2, the one that is compressed",
    "two": "It was take 2, the louder one",
    "parts": "It was the snare, 42 ms late",
    "hit": "It was hit 2, 42 ms late",
}
