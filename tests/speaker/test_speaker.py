"""The speaker: clips that are switched, held and looped, and what becomes of them without a device."""

import threading

import numpy as np
import pytest

from game.core.errors import SoundError
from game.dsp.audio import Audio
from game.speaker.backends import ManualBackend, NullBackend, Output
from game.speaker.speaker import DEVICE_GONE, NO_DEVICE, Speaker
from tests.speaker.model import FADE, RATE_HZ, bend, bend_of_sine, noise, sine

A, B, UNDONE = noise(1), noise(2), noise(3)


class Machine:
    """A machine whose sound devices come and go; whatever carries the sound advances by hand."""

    def __init__(self, *, plugged: bool = True) -> None:
        self.plugged = plugged
        self.opened: list[Output] = []
        self.closed = 0
        self.hands: list[Hand] = []

    def open_device(self, output: Output) -> "Hand":
        if not self.plugged or output.device_name == "broken":
            raise SoundError("no sound device could be opened (it is gone)")
        self.opened.append(output)
        return self.open_null()

    def open_null(self) -> "Hand":
        self.hands.append(Hand(self))
        return self.hands[-1]

    def advance(self, frames: int) -> Audio:
        return self.hands[-1].advance(frames)


class Hand(ManualBackend):
    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine = machine

    def is_device(self, device_id: int) -> bool:
        return device_id == 2

    def close(self) -> None:
        super().close()
        self._machine.closed += 1


def speaker_on(machine: Machine) -> Speaker:
    made = Speaker(machine.open_device, open_null=machine.open_null, list_devices=lambda: ("one", "two"))
    made.load([("dry", A), ("wet", B)], rate_hz=RATE_HZ)
    return made


def playing() -> tuple[Speaker, Machine]:
    machine = Machine()
    speaker = speaker_on(machine)
    speaker.play("dry")
    machine.advance(FADE)
    return speaker, machine


# ---- clips


def test_a_played_clip_sounds_with_the_next_chunk() -> None:
    speaker, machine = playing()
    assert speaker.play("wet") == ""
    machine.advance(FADE)
    assert np.array_equal(machine.advance(500), B[2 * FADE : 2 * FADE + 500])
    assert speaker.playing == "wet"


def test_playing_what_plays_changes_nothing() -> None:
    speaker, machine = playing()
    speaker.play("dry")
    assert np.array_equal(machine.advance(500), A[FADE : FADE + 500])


def test_a_held_answer_sounds_until_it_is_released() -> None:
    speaker, machine = playing()
    speaker.add("undone", UNDONE, rate_hz=RATE_HZ)
    speaker.hold("undone")
    machine.advance(FADE)
    assert np.array_equal(machine.advance(500), UNDONE[2 * FADE : 2 * FADE + 500])
    speaker.release("undone")
    machine.advance(FADE)
    assert np.array_equal(machine.advance(500), A[3 * FADE + 500 : 3 * FADE + 1000])


def test_a_key_that_repeats_does_not_begin_anew() -> None:
    speaker, machine = playing()
    speaker.add("longer", noise(4, n=RATE_HZ + 1), rate_hz=RATE_HZ)
    speaker.hold("longer")
    machine.advance(1000)
    speaker.hold("longer")
    assert np.array_equal(machine.advance(500), noise(4, n=RATE_HZ + 1)[1000:1500])


def test_of_two_held_answers_the_last_sounds_and_leaves_to_the_first() -> None:
    speaker, _ = playing()
    for name in ("yours", "ai"):
        speaker.add(name, UNDONE, rate_hz=RATE_HZ)
        speaker.hold(name)
    assert speaker.playing == "ai"
    speaker.release("ai")
    assert speaker.playing == "yours"
    speaker.release("yours")
    assert speaker.playing == "dry"


def test_holding_from_silence_goes_back_to_silence() -> None:
    speaker = speaker_on(Machine())
    speaker.hold("wet")
    speaker.release("wet")
    assert speaker.playing == ""


def test_a_clip_that_is_chosen_while_another_is_held_comes_after_it() -> None:
    speaker, _ = playing()
    speaker.add("undone", UNDONE, rate_hz=RATE_HZ)
    speaker.hold("undone")
    speaker.play("wet")
    assert speaker.playing == "undone"
    speaker.release("undone")
    assert speaker.playing == "wet"


def test_releasing_what_is_not_held_changes_nothing() -> None:
    speaker, machine = playing()
    speaker.release("dry")
    assert np.array_equal(machine.advance(500), A[FADE : FADE + 500])


def test_stopping_lets_go_of_what_is_held() -> None:
    speaker, machine = playing()
    speaker.hold("wet")
    speaker.stop()
    machine.advance(2 * FADE)
    assert not machine.advance(100).any()


def test_twenty_switches_make_no_click() -> None:
    machine = Machine()
    speaker = Speaker(machine.open_device)
    speaker.load([("dry", sine(220, 0.5)), ("wet", sine(220, 0.25))], rate_hz=RATE_HZ)
    blocks = []
    for turn in range(20):
        speaker.play(("dry", "wet")[turn % 2])
        blocks.append(machine.advance(1024))
    assert bend(np.concatenate(blocks)) < 1.2 * bend_of_sine(220, 0.5)


def test_seconds_heard_go_on_and_begin_anew_with_each_load() -> None:
    speaker, machine = playing()
    machine.advance(RATE_HZ - FADE)
    assert speaker.heard_s() == {"dry": 1.0, "wet": 0.0}
    speaker.load([("dry", A)], rate_hz=RATE_HZ)
    machine.advance(1000)
    assert speaker.heard_s() == {"dry": 0.0}


def test_finishing_plays_each_clip_until_it_was_heard() -> None:
    speaker, _ = playing()
    speaker.finish_hearing(["dry", "wet"], at_least_s=3.0)
    assert min(speaker.heard_s().values()) >= 3.0


def test_a_device_that_stops_taking_sound_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker, machine = playing()
    monkeypatch.setattr(machine.hands[-1], "wait", lambda seconds: None)
    with pytest.raises(SoundError, match="the sound device must take sound, it stopped"):
        speaker.finish_hearing(["wet"], at_least_s=1.0)


def test_swapping_fades_to_the_other_set_at_the_same_place() -> None:
    speaker, machine = playing()
    speaker.swap([("dry_band", B), ("wet_band", A)], rate_hz=RATE_HZ, play="dry_band")
    machine.advance(FADE)
    assert np.array_equal(machine.advance(500), B[2 * FADE : 2 * FADE + 500])
    assert speaker.heard_s() == {"dry_band": (FADE + 500) / RATE_HZ, "wet_band": 0.0}


def test_a_loop_is_set_in_seconds_and_the_play_head_stays_in_it() -> None:
    speaker, machine = playing()
    speaker.loop(0.25, 0.5)
    places_s = [speaker.place_s for _ in range(100) if machine.advance(1024).any()]
    assert (speaker.region_s, speaker.length_s) == ((0.25, 0.5), 1.0)
    assert 0.25 <= min(places_s) < max(places_s) < 0.5
    speaker.loop_all()
    assert speaker.region_s == (0.0, 1.0)


def test_volume_and_levels() -> None:
    speaker, machine = playing()
    assert min(speaker.levels.peak) > 0.4
    speaker.set_volume_db(-60)
    machine.advance(4800)
    assert speaker.levels.peak == (0.0, 0.0)


def test_another_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="rate_hz must be the device's 48000, got 44100"):
        speaker_on(Machine()).load([("dry", A)], rate_hz=44_100)


def test_an_unknown_clip_is_refused() -> None:
    speaker = speaker_on(Machine())
    for use in (speaker.play, speaker.hold):
        with pytest.raises(ValueError, match="clip must be one of dry, wet, got 'b'"):
            use("b")


# ---- devices


def test_with_a_device_all_is_well() -> None:
    speaker, _ = playing()
    assert (speaker.audible, speaker.trouble, speaker.reason) == (True, "", "")
    assert speaker.device_names() == ("one", "two")


def test_without_a_device_it_says_what_to_do_and_goes_on_counting() -> None:
    machine = Machine(plugged=False)
    speaker = speaker_on(machine)
    speaker.play("dry")
    machine.advance(4800)
    assert (speaker.audible, speaker.trouble) == (False, NO_DEVICE)
    assert "it is gone" in speaker.reason
    assert speaker.heard_s()["dry"] == 0.1


def test_a_device_that_is_plugged_in_later_goes_on_at_the_place() -> None:
    machine = Machine(plugged=False)
    speaker = speaker_on(machine)
    speaker.play("dry")
    machine.advance(1000)
    assert not speaker.retry()
    assert machine.closed == 0
    machine.plugged = True
    assert speaker.retry()
    assert (speaker.audible, speaker.trouble, machine.closed) == (True, "", 1)
    assert np.array_equal(machine.advance(500), A[1000:1500])


def test_trying_again_where_all_is_well_leaves_the_device_alone() -> None:
    speaker, machine = playing()
    assert speaker.retry()
    assert (len(machine.opened), machine.closed) == (1, 0)


def test_a_device_that_is_lost_leaves_the_clips_going_on_unheard() -> None:
    speaker, machine = playing()
    machine.plugged = False
    assert speaker.device_removed(2)
    assert (speaker.audible, speaker.trouble, machine.closed) == (False, DEVICE_GONE, 1)
    assert np.array_equal(machine.advance(500), A[FADE : FADE + 500])
    machine.plugged = True
    assert speaker.retry()
    assert speaker.trouble == ""


def test_another_device_that_is_lost_does_not_matter() -> None:
    speaker, machine = playing()
    assert not speaker.device_removed(1)
    assert (speaker.audible, machine.closed) == (True, 0)


def test_another_device_goes_on_at_the_place_after_a_fade() -> None:
    speaker, machine = playing()
    assert speaker.use(Output("two", 512))
    assert (machine.opened[-1], speaker.output, machine.closed) == (Output("two", 512), Output("two", 512), 1)
    place = round(speaker.place_s * RATE_HZ)
    machine.advance(FADE)
    assert np.array_equal(machine.advance(500), A[place + FADE : place + FADE + 500])


def test_a_device_that_cannot_be_opened_leaves_the_old_one() -> None:
    speaker, machine = playing()
    assert not speaker.use(Output("broken"))
    assert (speaker.output, machine.opened[-1], speaker.trouble) == (Output(), Output(), "")
    assert speaker.playing == "dry"


def test_where_the_old_one_is_gone_too_it_goes_on_unheard() -> None:
    speaker, machine = playing()
    machine.plugged = False
    assert not speaker.use(Output("two"))
    assert (speaker.trouble, speaker.output) == (NO_DEVICE, Output())


def test_a_held_answer_is_still_held_on_another_device() -> None:
    speaker, _ = playing()
    speaker.hold("wet")
    speaker.use(Output("two"))
    assert speaker.playing == "wet"
    speaker.release("wet")
    assert speaker.playing == "dry"


def test_closing_falls_silent_first(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker, machine = playing()
    blocks: list[Audio] = []
    monkeypatch.setattr(machine.hands[-1], "wait", lambda _: blocks.append(machine.advance(480)))
    speaker.close()
    heard = np.concatenate(blocks)
    assert (machine.closed, bool(heard[0].any()), bool(heard[-1].any())) == (1, True, False)


def test_a_device_that_no_longer_moves_does_not_keep_it_from_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker, machine = playing()
    monkeypatch.setattr(machine.hands[-1], "wait", lambda seconds: None)
    speaker.close()
    assert machine.closed == 1


def test_without_a_device_the_real_null_keeps_counting() -> None:
    def no_device(output: Output) -> NullBackend:
        raise SoundError("there is none")

    speaker = Speaker(no_device)
    speaker.load([("dry", A)], rate_hz=RATE_HZ)
    speaker.play("dry")
    for _ in range(3000):
        if speaker.heard_s()["dry"] >= 0.2:
            break
        threading.Event().wait(0.01)
    assert speaker.place_s > 0
    assert max(speaker.levels.peak) > 0.4
    speaker.close()
    assert speaker.heard_s()["dry"] >= 0.2
