"""The scenes on a stage: made-up sources, a log in memory, sound that moves only when a test lets it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import pygame

from game import wiring
from game.core.facts import Attempt, Commit
from game.core.settings import Settings
from game.screens.canvas import Canvas
from game.screens.events import code_of
from game.screens.launch import launch
from game.screens.scene import Scene
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.advice import AdviceScene
from game.screens.scenes.home import HomeScene
from game.screens.scenes.practice import SKILL_IDS as SKILL_IDS
from game.screens.scenes.practice import PracticeScene
from game.screens.scenes.reveal import RevealScene
from game.screens.scenes.round import RoundScene
from game.screens.scenes.run import family_of
from game.screens.scenes.wait import WaitScene
from game.session.ports import Care, Listener, OwnMusic, Sources
from game.speaker.speaker import Speaker
from game.store.database import open_memory
from game.store.log import AttemptLog
from tests.screens.made_up import LESSONS, QUIZ_ITEMS, NoMusic
from tests.screens.pilot import FONTS, FRAME_S, Pilot
from tests.screens.props import DEVICE_ID, NOW, Gate, MadeUpCare, PatientJobs, Sound

ADA: Final = Settings(player="Ada")
NOBODY: Final = Settings()
SOLO_FIRST: Final = 6
HEAR_S: Final = 3.1
"""A little more than a clip must be heard."""
FRAMES_TO_ARRIVE: Final = 60
S = TypeVar("S", bound=Scene)


class Stage(Pilot):
    """A game under a pilot: whatever it is handed is made up, and can be looked at.

    A player who is known begins where blocks are chosen, or with `at_home` at today's plan.
    """

    def __init__(
        self,
        library: Sources,
        listener: Listener,
        *,
        rounds: int = 10,
        settings: Settings = ADA,
        size_px: tuple[int, int] = (1280, 720),
        plugged: bool = True,
        canvas: Canvas | None = None,
        at_home: bool = False,
        log: AttemptLog | None = None,
        own: OwnMusic | None = None,
        care: Care | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        self.rounds = rounds
        self.gate = Gate(library)
        self.sound = Sound(plugged=plugged)
        self.speaker = Speaker(self.sound.open, open_null=self.sound.open_null)
        self.log = log or AttemptLog(open_memory())
        self.jobs = PatientJobs()
        self.care = care or MadeUpCare()
        self.kept: list[Settings] = []
        self.clicks: list[str] = []
        self.memory_given_back = 0
        self.asked_devices: list[tuple[str, int]] = []
        self.seconds = self.ids = 0
        self.adapters = Adapters(
            library=self.gate,
            own=own or NoMusic(),
            lessons=lambda: LESSONS,
            quiz_items=lambda: QUIZ_ITEMS,
            listener=listener,
            read_scores=wiring.read_scores,
            log=self.log,
            care=self.care,
            speaker=self.speaker,
            jobs=self.jobs,
            clock=self.clock,
            local_now=lambda: NOW,
            new_id=self.new_id,
            new_seed=lambda: 5,
            app_version="0",
            saves_folder="/home/ada/own-ears",
            settings=settings,
            keep_settings=self.kept.append,
            device_names=lambda: ["Headphones", "Loudspeakers"],
            use_device=self.use_device,
            show=lambda _: None,
            notices=notices,
            click=self.clicks.append,
            give_memory_back=self.give_memory_back,
        )
        self.app = launch(self.adapters, fonts_dir=FONTS, rounds=rounds)
        if canvas is not None and _alike(canvas, self.app.canvas):
            self.app.canvas = canvas
        if isinstance(self.app.scene, HomeScene) and not at_home:
            self.app.scene = self.app.scene.scene_of("Practice")
            self.app.scene.entered()
        self.app.frame()
        if size_px != (1280, 720):
            self.resize(size_px)

    def give_memory_back(self) -> None:
        """Count how often memory was given back."""
        self.memory_given_back += 1

    def close(self) -> None:
        """End its threads."""
        self.gate.open()
        self.jobs.close()

    def resize(self, size_px: tuple[int, int]) -> None:
        """Give the window another size."""
        pygame.display.set_mode(size_px, pygame.RESIZABLE)
        self.app.frame([pygame.event.Event(pygame.VIDEORESIZE, size=size_px, w=size_px[0], h=size_px[1])])

    # ---- what the game is handed

    def clock(self) -> datetime:
        """Each look at the clock takes a second."""
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def new_id(self) -> str:
        """Return an id that no other has."""
        self.ids += 1
        return f"id{self.ids}"

    def use_device(self, name: str, chunk: int) -> bool:
        """Note that another device was asked for."""
        self.asked_devices.append((name, chunk))
        return True

    # ---- what a test looks at

    def player_id(self) -> str:
        """Return the id of the player."""
        return self.log.find_or_add_player(self.adapters.settings.player, player_id="none", now=NOW)

    def commits(self) -> Sequence[Commit]:
        """Return the first guesses in the log."""
        return self.log.find_commits(self.player_id())

    def attempts(self) -> Sequence[Attempt]:
        """Return the finished rounds in the log."""
        return self.log.find_attempts(self.player_id())

    @property
    def name(self) -> str:
        """Return the kind of scene that is shown."""
        return type(self.scene).__name__

    def lines(self) -> list[str]:
        """Return every line of text that is on the screen."""
        return [line.text for line in self.texts()]

    def says(self, words: str) -> bool:
        """Tell whether words are on the screen, even where they are parted into lines or runs."""
        painted = "".join("".join(self.lines()).split())
        return "".join(words.split()) in painted

    def labels(self) -> list[str]:
        """Return what every visible widget is called."""
        return [widget.label for widget in self.scene.tree.walk()]

    def has(self, label: str) -> bool:
        """Tell whether a widget of that label is visible."""
        return label in self.labels()

    # ---- what the player does

    def settle(self) -> None:
        """Let all work off the UI thread end, and show it."""
        self.jobs.settle()
        self.app.frame()

    def wait(self, seconds: float = FRAME_S) -> None:
        """Let time and sound pass, frame by frame."""
        for _ in range(max(1, round(seconds / FRAME_S))):
            self.sound.pass_s(FRAME_S)
            self.app.frame(dt_s=FRAME_S)

    def arrive(self, kind: type[S]) -> S:
        """Let frames pass until a scene of that kind is shown."""
        for _ in range(FRAMES_TO_ARRIVE):
            if isinstance(self.scene, kind):
                return self.scene
            self.jobs.settle()
            self.app.frame()
        raise AssertionError(f"{kind.__name__} never came, {self.name} is shown: {self.lines()}")

    def at_once(self, *names: str) -> None:
        """Press keys and let them go, all within one frame."""
        events = []
        for name in names:
            how: dict[str, Any] = {"key": code_of(name), "mod": 0, "unicode": name if len(name) == 1 else ""}
            events += [pygame.event.Event(pygame.KEYDOWN, **how), pygame.event.Event(pygame.KEYUP, **how)]
        self.app.frame(events)

    def unplug(self) -> None:
        """Take the sound device away."""
        self.sound.plugged = False
        self.app.frame([pygame.event.Event(pygame.AUDIODEVICEREMOVED, which=DEVICE_ID, iscapture=0)])

    def hear(self, *names: str, seconds: float = HEAR_S) -> None:
        """Press the key of each sound and listen to it."""
        for name in names:
            self.press(name)
            self.sound.pass_s(seconds)
            self.app.frame()

    def hear_all(self) -> None:
        """Listen to every clip of the round, long enough for a commit."""
        takes = [label for label in self.labels() if label.startswith("Take ")]
        self.hear(*("QWE"[: len(takes)] if self.has("Takes") else "AB"))

    def give(self, answer: int = 0, *, sure: int = 1) -> None:
        """Answer with keys: `answer` steps right of the middle, or the take of that number; `sure` is 0 to 2."""
        if self.has("Which take"):
            takes = len([label for label in self.labels() if label.startswith("Take ")])
            self.press(str(answer % takes + 1), "789"[sure])
        elif self.has("Which hit"):
            self.press(str(answer % 4 + 1), "789"[sure])
        elif self.has("Which part"):
            self.press(*["Down"] * (answer % 3 + 1), "Left" if answer % 2 else "Right", "123"[sure])
        else:
            self.press("Right", *["Right" if answer > 0 else "Left"] * abs(answer), "123"[sure])

    def commit(self, answer: int = 0, *, sure: int = 1) -> None:
        """Listen, answer and commit with keys."""
        self.arrive(RoundScene)
        self.hear_all()
        self.give(answer, sure=sure)
        self.press("Enter")

    def choose(self, skill_id: str) -> None:
        """Choose a skill at home, by the digit of its family."""
        home = self.arrive(PracticeScene)
        families = list(dict.fromkeys(family_of(one) for one in SKILL_IDS))
        for _ in SKILL_IDS:
            if home.skill_id != skill_id:
                self.press(str(families.index(family_of(skill_id)) + 1))

    def begin(self, skill_id: str = SKILL_IDS[0]) -> None:
        """Start a block of a skill from home, with keys, and come to its first round."""
        self.choose(skill_id)
        self.press("Enter")
        self.arrive(RoundScene)

    def end_round(self) -> None:
        """Keep the answer where there is advice, and come to the truth."""
        self.settle()
        if isinstance(self.scene, AdviceScene):
            self.press("Enter")
        self.arrive(RevealScene)

    def reach_round(self, trial: int = 0, skill_id: str = SKILL_IDS[0]) -> RoundScene:
        """Start a block of a skill at round `trial` (from 0), as if those before it had been played."""
        home = self.arrive(PracticeScene)
        self.choose(skill_id)
        run = home.begin_block()
        run.trial = trial
        home.next_scene = WaitScene(run, home=home)
        return self.arrive(RoundScene)

    def reach_reveal(self, skill_id: str = SKILL_IDS[0], *, trial: int = 0) -> RevealScene:
        """Start a block and play it up to the truth of a round."""
        self.reach_round(trial, skill_id)
        self.commit()
        self.end_round()
        self.settle()
        return self.arrive(RevealScene)

    def reach_advice(self, skill_id: str = SKILL_IDS[0], *, stage: str = "region") -> AdviceScene:
        """Start a block and play it up to the AI's first word, or to its number."""
        self.reach_round(SOLO_FIRST, skill_id)
        self.commit()
        scene = self.arrive(AdviceScene)
        self.settle()
        if stage == "number":
            self.press("N")
        return scene

    def set(self, **changes: object) -> None:
        """Change settings as the settings screen does."""
        self.adapters.change(replace(self.adapters.settings, **changes))  # type: ignore[arg-type]  # fields of Settings

    def first_run(self, *, name: str = "Ada") -> None:
        """Go through the first run up to its last screen."""
        self.settle()
        self.press("Enter")
        self.type(name)
        self.press("Enter")


def _alike(one: Canvas, other: Canvas) -> bool:
    """Tell whether a canvas of another stage, which has its letters painted already, can stand for a new one."""
    return all(getattr(one, name) == getattr(other, name) for name in ("surface", "theme", "scale", "origin_px"))
