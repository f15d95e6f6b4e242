"""Opens the game in its window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from game import wiring
from game.commands.assigned_open import next_task
from game.commands.hosting import Hosting
from game.library.files import find_content
from game.screens.jobs import Jobs
from game.screens.launch import attach_reader, launch
from game.screens.scenes.adapters import Adapters
from game.screens.window import App
from game.session.ports import WindowSpeaker
from game.speaker.backends import Output
from game.speaker.clicks import play_click
from game.store.assignments import TAKEN, kept
from game.store.settings import load_settings, save_settings


@dataclass(frozen=True, slots=True)
class Game:
    """The game in its window, ready to run."""

    app: App
    speaker: WindowSpeaker


def play_window(*, saves: Path | None, player: str | None, rounds: int, seed: int | None, member: str) -> int:
    """Show the game until it is closed; return the exit status.

    Raises:
        WindowError: this machine has no display that can be opened.
        GameError: the log or the content cannot be used.
    """
    with open_game(saves=saves, player=player, rounds=rounds, seed=seed, member=member) as game:
        return game.app.run()


@contextmanager
def open_game(
    *,
    saves: Path | None,
    player: str | None,
    rounds: int,
    seed: int | None,
    member: str,
    window: Callable[..., App] = App,
) -> Iterator[Game]:
    """Open the game; its log and its sound device are closed in the end. `window` makes the window.

    Raises:
        WindowError: this machine has no display that can be opened.
        GameError: the log or the content cannot be used.
    """
    folder, listener = wiring.find_saves(saves), wiring.build_listener(member)
    settings = load_settings(folder, now=wiring.clock())
    if player:
        settings = replace(settings, player=player.strip())
    notices: list[str] = []
    log = wiring.open_log(folder, tell=notices.append)
    speaker = wiring.open_window_speaker(settings)
    library = wiring.build_whole_library(folder)
    hosting = Hosting(folder)
    adapters = Adapters(
        library=library,
        own=library.own,
        lessons=wiring.lessons,
        quiz_items=wiring.quiz_items,
        listener=listener,
        read_scores=wiring.read_scores,
        log=log,
        care=wiring.build_care(folder),
        speaker=speaker,
        jobs=Jobs(),
        clock=wiring.clock,
        local_now=lambda: wiring.clock().astimezone(),
        new_id=wiring.new_id,
        new_seed=wiring.new_seed if seed is None else lambda: seed,
        app_version=wiring.app_version(),
        saves_folder=str(folder),
        settings=settings,
        assigned=lambda player_id: next_task(log, kept(folder / TAKEN), player_id),
        keep_settings=lambda changed: save_settings(folder, changed),
        device_names=speaker.device_names,
        use_device=lambda name, chunk: speaker.use(Output(device_name=name or None, chunk_frames=chunk)),
        show=lambda look: None,
        join_match=wiring.take_seat,
        open_host=hosting.open,
        notices=notices,
        click=play_click,
        give_memory_back=lambda: wiring.give_memory_back(library.built_in),
    )
    try:
        app = launch(adapters, fonts_dir=find_content() / "fonts", rounds=rounds, window=window)
        once_shown = app.on_first_frame

        def serve_and_go_on() -> None:
            attach_reader(app, sounding=lambda: bool(speaker.playing))
            once_shown()

        app.on_first_frame = serve_and_go_on
        yield Game(app, speaker)
    finally:
        hosting.close()
        speaker.close()
        log.close()
