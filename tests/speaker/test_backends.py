"""What carries the sound without a device: in real time for nobody, by hand, into a file."""

import threading
from pathlib import Path

import numpy as np
import pytest

from game.core.errors import SoundError
from game.dsp.audio import Audio
from game.speaker.backends import CHUNKS, ManualBackend, NullBackend, Output, RecordBackend
from game.speaker.device import Pump


class Counter:
    """Fills each block with a rising count of frames."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.frames = 0
        self.enough = threading.Event()

    def __call__(self, out: Audio) -> None:
        out[:] = np.arange(self.frames, self.frames + len(out), dtype=np.float32)[:, None]
        self.frames += len(out)
        self.sizes.append(len(out))
        if len(self.sizes) >= 4:
            self.enough.set()


def test_null_keeps_pulling() -> None:
    counter, null = Counter(), NullBackend(chunk_frames=512)
    null.start(counter)
    assert counter.enough.wait(30)
    null.close()
    assert set(counter.sizes) == {512}


def test_null_pulls_no_faster_than_it_would_play() -> None:
    counter, null = Counter(), NullBackend(chunk_frames=512)
    null.start(counter)
    null.wait(0.05)
    before = counter.frames
    null.close()
    assert before <= 0.05 * 48_000 * 20  # a busy machine waits longer; a free-running thread does a thousand times more


def test_a_closed_null_pulls_no_more() -> None:
    counter, null = Counter(), NullBackend(chunk_frames=512)
    null.start(counter)
    null.close()
    frames = counter.frames
    threading.Event().wait(0.05)
    assert counter.frames == frames


def test_null_may_be_closed_before_it_began() -> None:
    NullBackend().close()


def test_by_hand_it_advances_by_frames_in_chunks() -> None:
    counter, manual = Counter(), ManualBackend(chunk_frames=1024)
    manual.start(counter)
    assert np.array_equal(manual.advance(2500)[:, 0], np.arange(2500))
    assert counter.sizes == [1024, 1024, 452]


def test_by_hand_waiting_advances_by_that_time() -> None:
    counter, manual = Counter(), ManualBackend()
    manual.start(counter)
    manual.wait(0.5)
    assert counter.frames == 24_000


def test_by_hand_it_is_silent_once_closed() -> None:
    counter, manual = Counter(), ManualBackend()
    manual.start(counter)
    manual.close()
    assert not manual.advance(100).any()


def test_a_recording_holds_each_frame(tmp_path: Path) -> None:
    path, hand = tmp_path / "heard.raw", ManualBackend()
    record = RecordBackend(path, pace=hand)
    record.start(Counter())
    hand.advance(5000)
    record.close()
    assert np.array_equal(np.fromfile(path, np.float32).reshape(-1, 2)[:, 1], np.arange(5000))


def test_a_recording_goes_on_in_real_time(tmp_path: Path) -> None:
    path, counter = tmp_path / "heard.raw", Counter()
    record = RecordBackend(path)
    record.start(counter)
    assert counter.enough.wait(30)
    record.close()
    assert np.array_equal(np.fromfile(path, np.float32).reshape(-1, 2)[:, 0], np.arange(counter.frames))


def test_a_recording_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r"heard\.raw must be writable for the recording, it is not"):
        RecordBackend(tmp_path / "nowhere" / "heard.raw")


@pytest.mark.parametrize("chunk_frames", CHUNKS)
def test_a_gap_beyond_two_and_a_half_chunks_is_late(chunk_frames: int) -> None:
    chunk_s = chunk_frames / 48_000
    moments_s = iter(np.cumsum([0, 1, 2.4, 2.6, 1, 9]) * chunk_s)
    pump = Pump(late_after_s=2.5 * chunk_s, now_s=lambda: float(next(moments_s)))
    for _ in range(6):
        pump(None, memoryview(bytearray(8 * chunk_frames)))
    assert pump.late_chunks == 2


def test_a_pump_without_a_filler_is_silent() -> None:
    chunk = bytearray(b"\x01" * 80)
    Pump(late_after_s=1)(None, memoryview(chunk))
    assert not any(chunk)


def test_other_chunks_are_refused() -> None:
    with pytest.raises(ValueError, match="chunk_frames must be one of 512, 1024, 2048, got 1000"):
        Output(chunk_frames=1000)
