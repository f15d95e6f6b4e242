"""From the sounds of a part to a turning loop."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from game.dsp.audio import Audio, Struck
from game.dsp.stimulus import PlacedPart
from game.dsp.timing import Hit, Shifted, choke_times, place_hits


def place_part(
    part: PlacedPart, onsets_s: Sequence[float], *, n_frames: int, rate_hz: int, shifted: Shifted | None = None
) -> Audio:
    """Return a part as a loop on which every stroke lands at its onset.

    Args:
        part: what is placed; a rendered part moves as a whole, by as much as its first stroke.
        onsets_s: of each stroke, seconds; fewer than there are strokes leave out the last ones.
        n_frames: length of the loop.
        rate_hz: sampling rate.
        shifted: copies made before and kept by the caller, to which new ones are added.

    Returns:
        New array, shape (n_frames, 2).
    """
    sound = part.sound
    if sound.loop is not None:
        late_s = onsets_s[0] - part.loop_onset_s if onsets_s else 0.0
        hit = Hit(sound.loop, late_s, 0.0)
        return place_hits([hit], n_frames=n_frames, rate_hz=rate_hz, n_channels=2, shifted=shifted)
    buses: defaultdict[tuple[int, float], list[Hit]] = defaultdict(list)
    for stroke, ring_s, onset_s in zip(sound.struck, part.rings_s, onsets_s, strict=False):
        stop_s = None if ring_s is None else onset_s + ring_s
        hit = Hit(stroke.sample, onset_s, stroke.preroll_frames, stroke.gain, stop_s)
        buses[stroke.sample.shape[1], stroke.pan].append(hit)
    loop = np.zeros((n_frames, 2), dtype=np.float32)
    for (n_channels, pan), hits in buses.items():
        placed = place_hits(hits, n_frames=n_frames, rate_hz=rate_hz, n_channels=n_channels, shifted=shifted)
        loop += to_stereo(placed, pan=pan)
    return loop


def to_stereo(audio: Audio, *, pan: float) -> Audio:
    """Return stereo: a mono part by constant power at `pan` -1 (left) to 1 (right), a stereo part as it is."""
    if audio.shape[1] == 2:
        return audio
    angle = (pan + 1) * np.pi / 4
    stereo = np.empty((len(audio), 2), np.float32)
    for channel, gain in enumerate((np.cos(angle), np.sin(angle))):  # one by one, as so short an axis is slow
        np.multiply(audio[:, 0], np.float32(gain), out=stereo[:, channel])
    return stereo


def rings_s(struck: Sequence[Struck], onsets_s: Sequence[float], *, loop_s: float) -> tuple[float | None, ...]:
    """Return for how long each stroke sounds before the next of its choke group cuts it off; None where it may ring."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, stroke in enumerate(struck):
        if stroke.choke_group is not None:
            groups[stroke.choke_group].append(index)
    rings: list[float | None] = [None] * len(struck)
    for members in groups.values():
        times = choke_times([onsets_s[index] for index in members], loop_s=loop_s)
        for index, stop_s in zip(members, times, strict=True):
            rings[index] = stop_s - onsets_s[index]
    return tuple(rings)
