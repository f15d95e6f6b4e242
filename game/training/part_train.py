"""Trains the network for strokes: to place those of each part, then to weigh which part lies beside the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from game.core.errors import HeadroomError, UnfitError
from game.core.facts import EARLY, LATE, PartMove, number_of
from game.core.skills import SKILLS
from game.drills import time_async, time_common
from game.drills.phrase import phrases_of
from game.dsp.audio import SourceAudio
from game.dsp.stimulus import WET
from game.listener.features import Bands
from game.listener.part_features import BANDS, KNOWN, PARTS, STEPS_PER_S, known_of, levels_of
from game.listener.part_network import DILATIONS, N_COUNTS, TAPS, count_moves, place_strokes
from game.training import synth
from game.training.bank import Use
from game.training.orchestra import Orchestra
from game.training.part_music import draw_source
from game.training.part_voices import Voices
from game.training.synth import RATE_HZ, Dice, Mono

SKILL_ID: Final = "time.async"
SNARE: Final = "snare"
PER_SOURCE: Final = 3
TRIES: Final = 12
ROOM_SHARE: Final = 0.3
NOISE_SHARE: Final = 0.3
WIDTH: Final = 40
BATCH: Final = 12
CROP_STEPS: Final = 768
RATE: Final = 3e-3
DECAY: Final = 1e-3
STRUCK_WEIGHT: Final = 4.0
"""A stroke is rare: being right about one counts for so much more."""
STROKE_STEPS: Final = 0.8
MOVE_WIDTH: Final = 48
MOVE_BATCH: Final = 32
MOVE_RATE: Final = 2e-3
Weights = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Loop:
    """One clip with a part moved: what is heard of it, when each part strikes, and what was asked.

    Attributes:
        piece: number of the music.
        levels: shape (BANDS, n_steps).
        loud: shape (BANDS,).
        onsets_s: of each part that the question offers.
        moves: the answers offered.
        truth: place of the right one.
        offset_ms: how far the part was moved.
    """

    piece: int
    levels: Bands
    loud: Bands
    onsets_s: dict[str, tuple[float, ...]]
    moves: tuple[PartMove, ...]
    truth: int
    offset_ms: float

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that the question offers."""
        return tuple(self.onsets_s)


class StrokeNet(nn.Module):
    """Convolutions around the loop."""

    def __init__(self) -> None:
        super().__init__()
        widths = (BANDS, *[WIDTH] * (len(DILATIONS) - 1), len(PARTS))
        self.layers = nn.ModuleList(
            nn.Conv1d(widths[k], widths[k + 1], TAPS, padding=TAPS // 2 * d, dilation=d, padding_mode="circular")
            for k, d in enumerate(DILATIONS)
        )
        self.known = nn.Linear(KNOWN, WIDTH, bias=False)

    def forward(self, levels: Tensor, known: Tensor) -> Tensor:
        """Return log odds of a stroke, shape (n, len(PARTS), n_steps)."""
        h = self.layers[0](levels) + self.known(known)[:, :, None]
        for layer in list(self.layers)[1:]:
            h = layer(functional.relu(h))
        return h


class MoveNet(nn.Module):
    """Two hidden layers on the counts of one answer."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            (nn.Linear(N_COUNTS, MOVE_WIDTH), nn.Linear(MOVE_WIDTH, MOVE_WIDTH), nn.Linear(MOVE_WIDTH, 1))
        )

    def forward(self, counts: Tensor) -> Tensor:
        """Return scores, shape (..., n_moves)."""
        h = functional.relu(self.layers[1](functional.relu(self.layers[0](counts))))
        return self.layers[2](h)[..., 0]


def draw_loops(
    *, sources: int, seed: int, use: Use, alone: bool = False, tell: Callable[[int], object] = lambda _: None
) -> list[Loop]:
    """Make up music for a use and ask PER_SOURCE questions about each piece, as the game asks them.

    With `alone` all voices are our own synthesis, and nothing needs to be installed.
    """
    loops = list[Loop]()
    with nullcontext() if alone else Orchestra() as orchestra:
        voices = Voices(use, orchestra)
        for number in range(sources):
            rng = np.random.default_rng([seed, number])
            music = draw_source(rng, voices, name=f"{use}_{number}")
            loops += [loop for _ in range(PER_SOURCE) for loop in _ask(rng, music, number)]
            tell(number + 1)
    return loops


def draw_snares(*, sources: int, seed: int, use: Use, reach_ms: float, plain: bool = False) -> list[tuple[Loop, float]]:
    """Make up music with a snare that lies late by up to `reach_ms` either way, and return with each how late.

    `plain` music is kick, hat and a snare on two and four.
    """
    found = []
    with Orchestra() as orchestra:
        voices = Voices(use, orchestra)
        for number in range(sources):
            rng = np.random.default_rng([seed, number, 1])
            music = draw_source(rng, voices, name=f"{use}_{number}", plain=plain)
            names = [part.name for part in music.source.rhythm.parts] if music.source.rhythm else []
            asked = [name for name in PARTS if name in names and name != SNARE][: time_async.MOST_PARTS - 1]
            if SNARE not in names or len(asked) + 1 < time_async.FEWEST_PARTS:
                continue
            late_ms = float(rng.uniform(-reach_ms, reach_ms))
            found.append((_moved(rng, music, number, parts=(SNARE, *asked), late_ms=late_ms), late_ms))
    return found


def _moved(rng: Dice, music: SourceAudio, number: int, *, parts: tuple[str, ...], late_ms: float) -> Loop:
    """Return a loop whose snare lies late."""
    phrase = phrases_of(music.source, rng, longest_s=time_common.LONGEST_S)[0]
    onsets = time_common.on_grid(phrase, seed=number, sd_s=time_common.HUMAN_SD_S)
    onsets[SNARE] = tuple(onset_s + late_ms / 1000 for onset_s in onsets[SNARE])
    placed = time_common.place_parts(phrase, music, {WET: onsets}, grid=time_common.written(phrase))
    wet = time_common.render_takes(placed, (WET,), length_s=phrase.length_s, rate_hz=RATE_HZ).clip(WET)
    levels, loud = levels_of(_recorded(rng, wet.mean(axis=1, dtype=np.float64)).astype(np.float32))
    moves = tuple(PartMove(SNARE, way) for way in (EARLY, LATE))
    return Loop(number, levels, loud, {name: onsets[name] for name in parts}, moves, int(late_ms > 0), abs(late_ms))


def _ask(rng: Dice, music: SourceAudio, number: int) -> Iterator[Loop]:
    """Yield one question about the music, or none where none of so many draws fits."""
    spec = SKILLS[SKILL_ID]
    for _ in range(TRIES):
        cue = float(np.exp(rng.uniform(np.log(spec.cue_hardest), np.log(spec.cue_easiest))))
        seed = int(rng.integers(2**32))
        try:
            challenge = time_async.make_challenge(spec, cue=cue, source=music.source, seed=seed, rate_hz=RATE_HZ)
            stimulus = time_async.render(challenge, music)
        except (UnfitError, HeadroomError):
            continue
        wet = stimulus.clip(WET).mean(axis=1, dtype=np.float64)
        levels, loud = levels_of(_recorded(rng, wet).astype(np.float32))
        moves = challenge.question.answer.moves
        onsets_s = {part.name: part.onsets_s[WET] for part in stimulus.parts}
        offered = {name: onsets_s[name] for name in dict.fromkeys(move.part for move in moves)}
        offset_ms = number_of(challenge.question.stated, "offset_ms")
        yield Loop(number, levels, loud, offered, moves, int(challenge.target) - 1, offset_ms)
        return


def _recorded(rng: Dice, sound: Mono) -> Mono:
    """Return a loop in a room or with noise, now and then."""
    if rng.random() < ROOM_SHARE:
        tail = synth.in_room(rng, np.concatenate([sound, sound]))
        sound = tail[len(sound) :]
    if rng.random() < NOISE_SHARE:
        level = float(np.abs(sound).max()) * 10 ** (rng.uniform(-60, -30) / 20)
        sound = sound + rng.standard_normal(len(sound)) * level
    return sound


def struck(loop: Loop) -> Bands:
    """Return 1 where a part that is asked about strikes, less beside it, else 0, shape (len(PARTS), n_steps)."""
    n_steps = loop.levels.shape[1]
    out = np.zeros((len(PARTS), n_steps), np.float32)
    reach = np.arange(-3, 4)
    for name, onsets_s in loop.onsets_s.items():
        row = out[PARTS.index(name)]
        for onset_s in onsets_s:
            place = onset_s * STEPS_PER_S
            steps = round(place) + reach
            np.maximum.at(row, steps % n_steps, np.exp(-0.5 * ((steps - place) / STROKE_STEPS) ** 2))
    return out


def train_strokes(
    loops: Sequence[Loop], *, steps: int, seed: int, tell: Callable[[int, float], object] = lambda *_: None
) -> Weights:
    """Return the weights that place strokes; the same loops and seed give the same ones on the same machine."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    net = StrokeNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    rng = np.random.default_rng(seed)
    wanted = [struck(loop) for loop in loops]
    for step in range(steps):
        picks = rng.integers(len(loops), size=BATCH)
        crops = [int(rng.integers(loops[pick].levels.shape[1])) + np.arange(CROP_STEPS) for pick in picks]
        cut = list(zip(picks, crops, strict=True))
        levels = [np.take(loops[pick].levels, crop, axis=1, mode="wrap") for pick, crop in cut]
        aims = [np.take(wanted[pick], crop, axis=1, mode="wrap") for pick, crop in cut]
        known = np.stack([known_of(loops[pick].loud, loops[pick].parts) for pick in picks])
        offered = torch.from_numpy(known[:, BANDS:, None])
        aim = torch.from_numpy(np.stack(aims))
        scores = net(torch.from_numpy(np.stack(levels)), torch.from_numpy(known))
        each = functional.binary_cross_entropy_with_logits(scores, aim, reduction="none") * (1 + STRUCK_WEIGHT * aim)
        loss = (each * offered).sum() / offered.sum() / CROP_STEPS
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        tell(step + 1, loss.item())
    return stroke_weights(net)


def train_moves(
    weights: Weights,
    loops: Sequence[Loop],
    *,
    steps: int,
    seed: int,
    tell: Callable[[int, float], object] = lambda *_: None,
) -> Weights:
    """Return the weights that weigh answers, from loops whose strokes `weights` places."""
    torch.manual_seed(seed)
    net = MoveNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=MOVE_RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, MOVE_RATE, total_steps=steps)
    rng = np.random.default_rng(seed)
    counts = [torch.from_numpy(counts_of(weights, loop)) for loop in loops]
    for step in range(steps):
        picks = rng.integers(len(loops), size=MOVE_BATCH)
        losses = [-functional.log_softmax(net(counts[pick]), 0)[loops[pick].truth] for pick in picks]
        loss = torch.stack(losses).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        tell(step + 1, loss.item())
    return move_weights(net)


def counts_of(weights: Mapping[str, np.ndarray], loop: Loop) -> Bands:
    """Return what speaks for each answer of a loop."""
    strokes = place_strokes(weights, loop.levels, known_of(loop.loud, loop.parts))
    return count_moves(strokes, loop.moves, offset_ms=loop.offset_ms)


def stroke_weights(net: StrokeNet) -> Weights:
    """Return the weights under the names that `game.listener.part_network` knows."""
    out: Weights = {"known_w": net.known.weight.detach().numpy()}
    for number, layer in enumerate(net.layers):
        out[f"layer{number}_w"], out[f"layer{number}_b"] = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    return out


def move_weights(net: MoveNet) -> Weights:
    """Return the weights under the names that `game.listener.part_network` knows."""
    return {
        f"move{number}_{short}": value.detach().numpy()
        for number, layer in enumerate(net.layers)
        for short, value in (("w", layer.weight), ("b", layer.bias))
    }
