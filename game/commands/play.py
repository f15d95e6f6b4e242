"""Plays a block in the terminal."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from game import wiring
from game.commands.assigned_open import say_open
from game.core.canonical import plain
from game.core.errors import StoreError
from game.core.facts import Form, Recall
from game.core.settings import Settings
from game.core.skills import SKILLS, SkillSpec, find_skill
from game.session.block import MOST_ASSISTED, Block
from game.session.check_up import ROUNDS, next_form, seed_of
from game.session.mirror import mirror_of
from game.session.ports import Speaker
from game.session.practice import summarise
from game.session.progress import read_records
from game.session.quiz import Quiz
from game.session.standing import share_of_ai, standing
from game.session.wording import say_left_round
from game.store.log import AttemptLog
from game.store.settings import load_settings, save_settings
from game.terminal.lobby import WELCOME, WORDS, Lobby, Table
from game.terminal.parse import read_number
from game.terminal.play import Adapters, Quit, play_block
from game.terminal.quiz import QuizTable, play_quiz
from game.terminal.standing import say_mirror, say_progress, say_today

PROMPT: Final = (
    "Which skill? An empty line takes today's next block; p says your progress, m your week with the AI. "
    f"Words that do something: {WORDS}."
)
Ask = Callable[[str], str | None]
Say = Callable[[str], None]


def play_text(
    *,
    saves: Path | None,
    player: str | None,
    skill: str | None,
    cue: float | None,
    rounds: int,
    seed: int | None,
    solo: bool,
    check_up: bool,
    no_change: bool,
    recall: Recall | None,
    files: bool,
    member: str,
    say: Say,
    prompt_on_line: Say,
) -> dict[str, Any]:
    """Play one block on standard input; the end of input ends it as `q` does. Return the block's summary.

    Raises:
        ValueError: unknown skill, or cue outside its range.
        GameError: the log or the content cannot be used.
    """
    folder, listener = wiring.find_saves(saves), wiring.build_listener(member)
    log = open_log(folder, say)
    settings = load_settings(folder, now=wiring.clock())
    ask = asker(say, prompt_on_line=prompt_on_line)
    speakers = Speakers(folder, files=files, say=say)
    table = Table(
        library=wiring.build_whole_library(folder),
        lessons=wiring.lessons,
        log=log,
        care=wiring.build_care(folder),
        speaker=speakers.open,
        keep_settings=lambda changed: save_settings(folder, changed),
        play_quiz=lambda player_id: _sit_quiz(log, player_id, seed=seed, say=say, ask=ask),
        clock=wiring.clock,
        new_id=wiring.new_id,
        say=say,
        ask=ask,
    )
    lobby = Lobby(table, settings=settings, player=name_of(player, settings))
    try:
        left_open = log.find_open_commit(lobby.player_id)
        if left_open is not None:
            say(say_left_round(left_open))
        if skill is None and not check_up:
            _say_all(say, say_open(log, folder, lobby.player_id))
        wish = _choose(log, lobby, ask, say) if skill is None else find_skill(skill)
        size = cue
        if wish is not None and not check_up:
            size = _choose_cue(wish, ask, say) if cue is None else wish.check_cue(cue)
    except Quit:
        speakers.close()
        log.close()
        return plain(summarise([]))  # type: ignore[no-any-return]
    player_id = lobby.sign_in()
    known = _Known(log, player_id)
    spec = wish or SKILLS[known.where.plan.blocks[0].skill_id]
    alone = solo or (wish is None and known.where.plan.solo_day)
    form = next_form(log.find_sittings(player_id), skill_id=spec.skill_id, player_id=player_id) if check_up else None
    block = Block(
        session_id=wiring.new_id(),
        player_id=player_id,
        skill_id=spec.skill_id,
        cue=size,
        seed=_seed(spec, form, seed),
        rounds=ROUNDS if check_up else rounds,
        assisted=not alone,
        app_version=wiring.app_version(),
        started_at=wiring.clock(),
        no_change=no_change or (lobby.settings.no_change and not check_up),
        recall=recall or ("free" if check_up else lobby.settings.recall),
        ai_share=share_of_ai(known.where, spec.skill_id) if wish is None else MOST_ASSISTED,
        form=form,
    )
    speaker = speakers.open()
    try:
        log.append_session(block)
        adapters = Adapters(
            library=table.library,
            listener=listener,
            log=log,
            speaker=speaker,
            clock=wiring.clock,
            new_id=wiring.new_id,
            say=say,
            ask=ask,
        )
        return plain(summarise(play_block(block, adapters)))  # type: ignore[no-any-return]
    finally:
        speakers.close()
        log.close()


def play_quiz_text(
    *, saves: Path | None, player: str | None, seed: int | None, say: Say, prompt_on_line: Say
) -> dict[str, Any]:
    """Play a sitting of the skills quiz on standard input; return how many were asked, answered and right.

    Raises:
        GameError: the log or the content cannot be used.
    """
    folder = wiring.find_saves(saves)
    log = open_log(folder, say)
    name = name_of(player, load_settings(folder, now=wiring.clock()))
    player_id = log.find_or_add_player(name, player_id=wiring.new_id(), now=wiring.clock())
    try:
        quiz = _sit_quiz(log, player_id, seed=seed, say=say, ask=asker(say, prompt_on_line=prompt_on_line))
    finally:
        log.close()
    right = sum(answer.correct for answer in quiz.first_answers)
    return {"questions": quiz.size, "answered": len(quiz.first_answers), "right": right}


def _sit_quiz(log: AttemptLog, player_id: str, *, seed: int | None, say: Say, ask: Ask) -> Quiz:
    return play_quiz(
        QuizTable(
            items=wiring.quiz_items(),
            log=log,
            player_id=player_id,
            clock=wiring.clock,
            new_id=wiring.new_id,
            seed=wiring.new_seed() if seed is None else seed,
            say=say,
            ask=ask,
        )
    )


def open_log(folder: Path, say: Say) -> AttemptLog:
    """Open the log and make the backup of the day; one that cannot be made is told and keeps nobody from playing."""
    log = wiring.open_log(folder, tell=say)
    try:
        wiring.build_care(folder).back_up_daily()
    except StoreError as error:
        say(f"No backup today: {error}.")
    return log


def name_of(player: str | None, settings: Settings) -> str:
    """Return whose progress it is."""
    return (player or "").strip() or settings.player or "me"


class Speakers:
    """Opens the speaker when it is needed first."""

    def __init__(self, folder: Path, *, files: bool, say: Say) -> None:
        self._folder, self._files, self._say = folder, files, say
        self._open: Speaker | None = None

    def open(self) -> Speaker:
        """Return the speaker."""
        if self._open is None:
            self._open = wiring.open_speaker(self._folder, files=self._files, tell=self._say)
        return self._open

    def close(self) -> None:
        """Close it, where it was opened."""
        if self._open is not None:
            self._open.close()


def _seed(spec: SkillSpec, form: Form | None, seed: int | None) -> int:
    if form is not None:
        return seed_of(spec.skill_id, form)
    return wiring.new_seed() if seed is None else seed


def asker(say: Say, *, prompt_on_line: Say) -> Ask:
    """Return a reader of lines; in a pipe the prompt is a line of its own, so that a script can wait for it."""

    def ask(prompt: str) -> str | None:
        if not sys.stdin.isatty():
            say(prompt)
            line = sys.stdin.readline()
            return line.rstrip("\r\n") if line else None
        prompt_on_line(f"{prompt} ")
        try:
            return input()
        except (EOFError, KeyboardInterrupt):
            say("")
            return None

    return ask


class _Known:
    """What is known of a player before the block."""

    def __init__(self, log: AttemptLog, player_id: str) -> None:
        self._log, self._player_id = log, player_id
        self.skills = log.find_skills(player_id)
        self.now = wiring.clock().astimezone()
        self.where = standing(self.skills, log.find_sittings(player_id), now=self.now)

    def today(self) -> Sequence[str]:
        return say_today(self.where, self.skills, now=self.now)

    def progress(self) -> Sequence[str]:
        return say_progress(read_records(self._log, self._player_id), self.skills)

    def mirror(self) -> Sequence[str]:
        return say_mirror(mirror_of(self._log.find_attempts(self._player_id), now=self.now))


def _say_all(say: Say, lines: Sequence[str]) -> None:
    for line in lines:
        say(line)


def _choose(log: AttemptLog, lobby: Lobby, ask: Ask, say: Say) -> SkillSpec | None:
    """Return the skill that is wanted; None for the next block of today's plan."""
    rows = list(SKILLS.values())
    if not log.find_commits(lobby.player_id):
        _say_all(say, WELCOME)
    numbered = [f"{number}: {spec.title}. {spec.asks}" for number, spec in enumerate(rows, start=1)]
    _say_all(say, (*_Known(log, lobby.player_id).today(), *numbered))
    while True:
        line = _line_or_quit(ask, PROMPT)
        if not line:
            return None
        if lobby.take(line):
            continue
        word = line.lower()
        if word in ("p", "m"):
            known = _Known(log, lobby.player_id)
            _say_all(say, known.progress() if word == "p" else known.mirror())
            continue
        wanted = read_number(word)
        if wanted in range(1, len(rows) + 1):
            return rows[int(wanted or 1) - 1]
        if word in SKILLS:
            return SKILLS[word]
        say(f"Type a number from 1 to {len(rows)}, or one of {WORDS}, not {line!r}.")


def _choose_cue(spec: SkillSpec, ask: Ask, say: Say) -> float:
    what = "How far off may an answer be?" if spec.tol is None else "How large is the change?"
    prompt = (
        f"{what} {spec.cue_easiest:g} {spec.unit} is easiest, {spec.cue_hardest:g} hardest; "
        f"an empty line takes {spec.cue_start:g}."
    )
    while True:
        line = _line_or_quit(ask, prompt)
        if not line:
            return spec.cue_start
        size = read_number(line)
        try:
            if size is not None:
                return spec.check_cue(size)
            say(f"Type a number of {spec.unit}, not {line!r}.")
        except ValueError as error:
            say(f"{error}.")


def _line_or_quit(ask: Ask, prompt: str) -> str:
    line = ask(prompt)
    if line is None or line.strip().lower() in ("q", "quit"):
        raise Quit
    return line.strip()
