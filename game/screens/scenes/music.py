"""Your own music: what was dropped or imported, heard, trimmed, and with its beats tapped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from game.core.errors import GameError
from game.core.own import MIN_TAPS, Grid, OwnPiece, tapped_bpm
from game.dsp.audio import Audio
from game.screens.events import Event, Key
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.scenes import frame
from game.screens.scenes.adapters import Adapters
from game.screens.scenes.at_rest import paint_drop
from game.screens.scenes.piece_list import MOST_ROWS, ROW_H, PieceList, bar_lines, say_file, say_loop, say_usable
from game.screens.scenes.places import Places, PlaceScene
from game.screens.theme import XL, L, S
from game.screens.widgets.base import Card, Picture, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.choice import Choice
from game.screens.widgets.sound import envelope_of
from game.screens.widgets.trim import TrimWave

RATE_HZ: Final = 48_000
LIST: Final = Rect(32, 176, 328, 440)
CHOSEN: Final = Rect(384, 176, 864, 440)
PAUSE_S: Final = 2.0
"""After so long without a tap a new count begins."""
SETTLED_BEATS: Final = 1.6
"""After so long without a tap what was tapped holds."""
CLIP: Final = "kept"
HOW: Final = "Drop a WAV, FLAC, OGG or MP3 file on this window, or run own-ears import FILE."
OF_YOURS: Final = "Your own tracks, asked about as the game's are."
FOREIGN: Final = "To the AI it is foreign: it goes by odds for other sounds, mostly lower."
LAID: Final = "; timing questions lay drums over it"


class MusicScene(PlaceScene):
    """One piece at a time; the list on the left chooses it."""

    title = "Music"
    listening = True
    here = "Music"

    def __init__(self, adapters: Adapters, *, rounds: int, home: Places) -> None:
        super().__init__(adapters, rounds=rounds, home=home)
        self.source_id = ""
        self.reading: list[str] = []
        """Files that are being taken in."""
        self.said = ""
        self._kept: Audio | None = None
        self._outline: npt.NDArray[np.float64] | None = None
        self._taps: list[tuple[datetime, float]] = []
        self._tapped: Grid | None = None
        """What was tapped and is not yet set; it is when the tapping ends."""
        self._quiet_s = 0.0
        self._sure_to_remove = False
        self._imports = 0

    # ---- what is on the screen

    def entered(self) -> None:
        """Show what there is."""
        super().entered()
        self._choose(self.source_id)

    def left(self) -> None:
        """Fall silent."""
        self.to.speaker.stop()
        self.to.jobs.forget("kept")

    @property
    def piece(self) -> OwnPiece | None:
        """The piece that is shown; None while there is none."""
        return next((piece for piece in self.to.own.pieces() if piece.source_id == self.source_id), None)

    def _choose(self, source_id: str) -> None:
        """Show a piece, or the first; its sound follows."""
        pieces = self.to.own.pieces()
        if source_id not in [piece.source_id for piece in pieces]:
            source_id = pieces[0].source_id if pieces else ""
        self.to.speaker.stop()
        self.source_id, self._kept, self._outline = source_id, None, None
        self._taps, self._tapped, self._sure_to_remove = [], None, False
        self._build()
        if source_id:
            self.to.jobs.start("kept", lambda: self.to.own.kept(source_id), then=self._take_sound, failed=self._failed)

    def _take_sound(self, kept: Audio) -> None:
        piece = self.piece
        if piece is None:
            return
        self._kept, self._outline = kept, envelope_of(kept)
        self.to.speaker.load([(CLIP, kept)], rate_hz=RATE_HZ)
        self.to.speaker.loop(piece.start_s, piece.stop_s)
        self._build()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, GameError):
            raise error
        self.said = str(error)
        self._build()

    def _line(self) -> str:
        if self.reading:
            return f"Reading {self.reading[0]} ..."
        return self.said or next(iter(self.to.own.faults), HOW)

    def _build(self) -> None:
        pieces, piece = self.to.own.pieces(), self.piece
        self.wave: TrimWave | None = None
        body: list[Widget] = []
        if piece is not None:
            ids = [one.source_id for one in pieces]
            self.list = PieceList(Rect(LIST.x + 8, LIST.y + 12, LIST.w - 16, ROW_H * MOST_ROWS), pieces=pieces,
                                  chosen=ids.index(piece.source_id),
                                  on_choose=lambda index: self._choose(ids[index]))  # fmt: skip
            body = [Card(LIST, children=(self.list,)), self._piece_card(piece)]
        else:
            body = [Card(Rect(32, 176, 1216, 440), children=(
                Words(Rect(56, 200, 640, 30), "No music of yours yet", size=L, colour="ink", face="semibold"),
                Words(Rect(56, 236, 640, 48), f"{HOW} Its loudest eight seconds become a loop, which you can trim."),
                Picture(Rect(56, 304, 1168, 288), paint_drop, label="Drop music here"),
            ))]  # fmt: skip
        trouble = () if self.to.speaker.audible else frame.no_sound(self._retry)
        room = frame.heading_width(audible=self.to.speaker.audible)
        self.tree.replace(
            frame.group(
                self.bar(),
                Words(Rect(32, 80, 640, 40), "Your music", size=XL, colour="ink", face="semibold"),
                Words(
                    Rect(32, 120, room, 42), self._line() if pieces or self.reading or self.said else OF_YOURS, size=S
                ),
                trouble,
                body,
                self._foot(),
            ),
            ambient=self.wave,
        )
        self._audible = self.to.speaker.audible

    def _foot(self) -> Widget:
        if self.piece is None:
            return frame.foot(("T", "today"), ("F", "practice"), ("F1", "keys"))
        return frame.foot(("Space", "play"), ("Left Right", "move the loop"), ("B", "tap the beat"), ("T", "today"),
                          ("F1", "keys"))  # fmt: skip

    def _piece_card(self, piece: OwnPiece) -> Card:
        x, right = CHOSEN.x + 24, CHOSEN.right - 24
        parts: list[Widget] = [
            Words(Rect(x, CHOSEN.y + 20, 600, 28), _shortened(piece.title), size=L, colour="ink", face="semibold"),
            Words(Rect(x, CHOSEN.y + 52, CHOSEN.w - 48, 21), say_file(piece)),
            Words(Rect(x, CHOSEN.y + 76, CHOSEN.w - 48, 21), f"{say_usable(piece)} {FOREIGN}"),
        ]
        if self._outline is not None:
            self.wave = TrimWave(
                Rect(x, CHOSEN.y + 112, CHOSEN.w - 48, 144),
                envelope=self._outline,
                length_s=piece.kept_s,
                loop=(piece.start_s / piece.kept_s, min(1.0, piece.stop_s / piece.kept_s)),
                on_trim=self._trim,
                lines=bar_lines(piece),
            )
            parts.append(self.wave)
        y = CHOSEN.y + 272
        parts += [
            Button(Rect(x, y, 120, 40), "Play", kind="primary", key="Space", on_press=self._toggle,
                   why_not="" if self._outline is not None else "Reading"),
            Words(Rect(x + 144, y + 11, 640, 21), say_loop(piece) + (LAID if piece.grid is not None else "")),
            Words(Rect(x, y + 69, 96, 21), "Questions"),
            Choice(Rect(x + 96, y + 58, 240, 40), "Ask or leave out", options=("Ask about it", "Leave out"),
                   chosen=int(not piece.in_play), on_choose=self._play_or_not, keys=()),
            Button(Rect(right - 176, y + 58, 176, 40), "Really remove it" if self._sure_to_remove else "Remove",
                   key="Delete", on_press=self._remove),
            Words(Rect(x, y + 117, 96, 21), "Beat"),
            Button(Rect(x + 96, y + 106, 168, 40), "Tap the beat", key="B", on_press=self._tap,
                   tooltip="Along with the music; the first tap on a one"),
            Button(Rect(x + 280, y + 106, 168, 40), "Here is a one", key="D", on_press=self._one,
                   why_not="" if piece.grid is not None else "Tap first"),
            Words(Rect(x + 464, y + 117, 216, 21), self._beat(piece)),
            Button(Rect(right - 120, y + 106, 120, 40), "No beat", key="N", on_press=self._no_grid,
                   why_not="" if piece.grid is not None else "None set"),
        ]  # fmt: skip
        return Card(CHOSEN, children=parts)

    def _beat(self, piece: OwnPiece) -> str:
        if 0 < len(self._taps) < MIN_TAPS:
            return f"{MIN_TAPS - len(self._taps)} more"
        if self._tapped is not None:
            return f"{self._tapped.tempo_bpm:g} bpm ..."
        return "" if piece.grid is None else f"{piece.grid.tempo_bpm:.4g} bpm, {piece.bars} bars"

    # ---- what the player does

    def take_file(self, path: str) -> None:
        """Take in a file, off this thread; the screen says what became of it."""
        name = PurePath(path).name
        self.reading.append(name)
        self._imports += 1

        def done(piece: OwnPiece) -> None:
            self.reading.remove(name)
            self.said = piece.says
            self._choose(piece.source_id)

        def failed(error: Exception) -> None:
            self.reading.remove(name)
            self._failed(GameError(str(error).replace(path, name)) if isinstance(error, GameError) else error)

        self.to.jobs.start(f"import {self._imports}", lambda: self.to.own.add(path), then=done, failed=failed)
        self._build()

    def _change(self, piece: OwnPiece) -> None:
        """Show a piece that was changed, and loop where it loops now."""
        self.to.speaker.loop(piece.start_s, piece.stop_s)
        self._build()

    def _do(self, work: Callable[[], OwnPiece]) -> None:
        """Do something to the piece; what cannot be done is said."""
        try:
            self._change(work())
        except GameError as error:
            self._failed(error)

    def _trim(self, start_s: float, stop_s: float) -> None:
        self._do(lambda: self.to.own.trim(self.source_id, start_s, stop_s))

    def _play_or_not(self, index: int) -> None:
        piece = self.piece
        if piece is not None:
            self._do(lambda: self.to.own.keep(replace(piece, in_play=index == 0)))

    def _toggle(self) -> None:
        if self.to.speaker.playing:
            self.to.speaker.stop()
        elif self._kept is not None:
            self.to.speaker.play(CLIP)

    def _tap(self) -> None:
        now, piece = self.to.clock(), self.piece
        if piece is None:
            return
        if self._taps and (now - self._taps[-1][0]).total_seconds() > PAUSE_S:
            self._taps = []
        self._taps.append((now, self.to.speaker.place_s))
        self._quiet_s = 0.0
        first = self._taps[0]
        bpm = tapped_bpm(tuple((tap - first[0]).total_seconds() for tap, _ in self._taps))
        if bpm is not None:
            self._tapped = Grid(bpm, piece.grid.downbeat_s if piece.grid is not None else first[1])
        self._build()

    def _one(self) -> None:
        piece = self.piece
        if piece is not None and piece.grid is not None:
            self._set(replace(piece.grid, downbeat_s=round(self.to.speaker.place_s, 4)))

    def _no_grid(self) -> None:
        self._taps, self._tapped = [], None
        self._set(None)

    def _set(self, grid: Grid | None) -> None:
        """Set the beats off this thread, as the strokes beside them are looked for."""
        source_id = self.source_id
        self.to.jobs.start(
            "beat", lambda: self.to.own.set_grid(source_id, grid), then=self._change, failed=self._failed
        )

    def _remove(self) -> None:
        if not self._sure_to_remove:
            self._sure_to_remove = True
            self._build()
            return
        self.to.own.remove(self.source_id)
        self.said = ""
        self._choose("")

    def _retry(self) -> None:
        if self.to.speaker.retry():
            self._choose(self.source_id)

    def update(self, dt_s: float) -> Scene | None:
        """Follow what sounds; when the tapping has ended, set what was tapped."""
        self._quiet_s += dt_s
        if self._tapped is not None and self._quiet_s > SETTLED_BEATS * 60 / self._tapped.tempo_bpm:
            self._set(self._tapped)
            self._tapped = None
        playing = bool(self.to.speaker.playing)
        if self.wave is not None:
            self.wave.move_head(self.to.speaker.place_s / self.wave.length_s if playing else None)
        if self._audible != self.to.speaker.audible:
            self._build()
        return self.next_scene

    def handle(self, event: Event) -> bool:
        """Choose with Up and Down from anywhere."""
        arrows = (pygame.K_UP, pygame.K_DOWN)
        if isinstance(event, Key) and event.down and event.code in arrows and self.piece is not None:
            return self.list.key(event)
        return super().handle(event)


def _shortened(title: str, *, longest: int = 52) -> str:
    return title if len(title) <= longest else f"{title[: longest - 1]}…"
