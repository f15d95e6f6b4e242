"""The window: turns pygame's events into ours, shows one scene, and paints only what has changed."""

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pygame

from game.screens.canvas import Canvas, page_scale
from game.screens.events import Dropped, Event, Key, Pointer, Typed, key_of
from game.screens.jobs import Jobs
from game.screens.rect import Rect
from game.screens.scene import Help, Overlay, Scene
from game.screens.theme import DARK, PAGE_H, PAGE_W, Theme

FPS: Final = 60
IDLE_FPS: Final = 20
IDLE_AFTER_S: Final = 5.0
RESTING_FPS: Final = 10
RESTING_AFTER_S: Final = 30.0
LONGEST_STEP_S: Final = 0.1
FACTORS: Final = (0.75, 3.0)
PAN_STEP: Final = 48
SEPARATE_RECTS: Final = 6
"""More changed places than this are painted as one."""
OUTSIDE: Final = (-1e6, -1e6)
UNSEEN: Final = ("offscreen", "dummy", "evdev")
"""SDL's video drivers without a screen: on a machine that has none, SDL may fall back to one of them."""
_POINTERS: Final = {
    pygame.MOUSEMOTION: "move",
    pygame.MOUSEBUTTONDOWN: "down",
    pygame.MOUSEBUTTONUP: "up",
    pygame.MOUSEWHEEL: "wheel",
}
_RESIZED: Final = (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED)
_EXPOSED: Final = (pygame.VIDEOEXPOSE, pygame.WINDOWEXPOSED, pygame.WINDOWRESTORED)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the player wants the window: theme, size of everything (0.75 to 3), and no motion."""

    theme: Theme = DARK
    factor: float = 1.0
    still: bool = False


def nothing_to_sweep() -> None:
    """Leave it to Python when memory is freed."""


class App:
    """One window and the scene in it.

    Args:
        scene: the first scene.
        fonts_dir: folder of the shipped fonts.
        size_px: of the window at first.
        sweep: frees what a scene that was left has held.
    """

    def __init__(
        self,
        scene: Scene,
        *,
        fonts_dir: Path,
        settings: Settings | None = None,
        size_px: tuple[int, int] = (PAGE_W, PAGE_H),
        title: str = "Own Ears",
        jobs: Jobs | None = None,
        sweep: Callable[[], object] = nothing_to_sweep,
    ) -> None:
        self.scene: Scene | None = scene
        self.settings = settings or Settings()
        self.jobs = jobs or Jobs()
        self._sweep = sweep
        self._unswept = False
        self._unshown = True
        self.on_first_frame: Callable[[], object] = nothing_to_sweep
        self.on_taken: Callable[[Event], object] = nothing_taken
        self.on_frame: Callable[[], object] = nothing_to_sweep
        self.on_device_removed: Callable[[int], object] = nothing_removed
        self.frames_drawn = 0
        self.painted: list[pygame.Rect] = []
        self._fonts_dir = fonts_dir
        self._pan = (0.0, 0.0)
        self._idle_s = 0.0
        self._texting = False
        self._keys_down: set[int] = set()
        os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
        _open_display()
        pygame.font.init()
        pygame.display.set_caption(title)
        pygame.display.set_mode(size_px, pygame.RESIZABLE)
        pygame.key.set_repeat(350, 40)
        self.canvas = self._make_canvas()
        scene.entered()

    # --- the page in the window -------------------------------------------------------------------------------------
    def _make_canvas(self) -> Canvas:
        surface = pygame.display.get_surface()
        if surface is None:
            raise RuntimeError("the window must be open before it is painted")
        size = surface.get_size()
        scale = page_scale(size, factor=self.settings.factor)
        return Canvas(surface, self.settings.theme, fonts_dir=self._fonts_dir, scale=scale,
                      origin_px=self._origin(size, scale))  # fmt: skip

    def _origin(self, size: tuple[int, int], scale: float) -> tuple[int, int]:
        """Return where the page begins: centred where it fits, else as far as it was moved."""
        free = (size[0] - PAGE_W * scale, size[1] - PAGE_H * scale)
        places = (room / 2 if room >= 0 else max(room, -pan) for room, pan in zip(free, self._pan, strict=True))
        x, y = places
        return round(x), round(y)

    def change(self, settings: Settings) -> None:
        """Show everything in another theme or size."""
        low, high = FACTORS
        if not low <= settings.factor <= high:
            raise ValueError(f"factor must lie between {low} and {high}, got {settings.factor}")
        self.settings = settings
        self._renew()

    def _renew(self) -> None:
        self.canvas = self._make_canvas()
        self._touch_all()

    def _touch_all(self) -> None:
        for scene in _shown(self.scene):
            scene.tree.touch()

    def reveal(self, rect: Rect) -> None:
        """Move the page so that a rectangle can be seen, where the page is larger than the window."""
        area, size = self.canvas.device(rect.grown(16)), self.canvas.surface.get_size()
        moves = [max(0, high - room) or min(0, low) for low, high, room in
                 ((area.left, area.right, size[0]), (area.top, area.bottom, size[1]))]  # fmt: skip
        if any(moves):
            self.pan(moves[0], moves[1])

    def pan(self, dx_px: float, dy_px: float) -> None:
        """Move the view over a page that is larger than the window."""
        size, scale = self.canvas.surface.get_size(), self.canvas.scale
        x, y = self.canvas.origin_px
        self._pan = (max(0.0, dx_px - x), max(0.0, dy_px - y))
        origin = self._origin(size, scale)
        if origin != (x, y):
            self.canvas.origin_px = origin
            self._pan = (max(0.0, -origin[0]), max(0.0, -origin[1]))
            self._touch_all()

    # --- one frame --------------------------------------------------------------------------------------------------
    def run(self) -> int:
        """Show scenes until the game ends; return the exit status."""
        clock = pygame.time.Clock()
        while self.scene is not None:
            dt_s = clock.tick(self._pace()) / 1000
            self.frame(pygame.event.get(), dt_s=dt_s)
        self.close()
        return 0

    def _pace(self) -> int:
        """Return how many times a second to look: less often while nothing happens."""
        if self._idle_s <= IDLE_AFTER_S or self.jobs.waiting:
            return FPS
        return IDLE_FPS if self._idle_s <= RESTING_AFTER_S else RESTING_FPS

    def close(self) -> None:
        """Close the window."""
        self.jobs.close()
        pygame.display.quit()

    def frame(self, events: Iterable[pygame.event.Event] = (), *, dt_s: float = 1 / FPS) -> None:
        """Take events, let time pass, and paint what has changed."""
        dt_s = min(dt_s, LONGEST_STEP_S)
        self._idle_s += dt_s
        for event in events:
            self._take(event)
        self.jobs.poll()
        if self.scene is not None:
            self._advance(self.scene, dt_s)
        if self.scene is not None:
            self._serve_text(self.scene)
            self._paint(self.scene)
        if self._unshown and self.frames_drawn:
            self._unshown = False
            self.on_first_frame()
        self.on_frame()
        if self._unswept:  # after the new scene is on the screen
            self._unswept = False
            self._sweep()

    def _advance(self, scene: Scene, dt_s: float) -> None:
        scene.tick(dt_s, still=self.settings.still)
        following = scene.update(dt_s)
        if following is not scene:
            self._go(following)

    def _go(self, following: Scene | None) -> None:
        for code in self._keys_down:  # whatever was held is let go there, and means nothing new here until released
            if self.scene is not None:
                self._give(self.scene, Key(code, down=False))
        before, self.scene = self.scene, following
        was_shown, staying = _shown(before), _shown(following)
        for scene in was_shown:
            if scene not in staying:
                scene.left()
        if following is not None:
            following.next_scene = following
            if following not in was_shown:  # after an overlay the scene below goes on as it was
                following.entered()
            self._touch_all()
        self._unswept = True

    def _serve_text(self, scene: Scene) -> None:
        wanted = scene.tree.focus is not None and scene.tree.focus.captures_text
        if wanted != self._texting:
            self._texting = wanted
            (pygame.key.start_text_input if wanted else pygame.key.stop_text_input)()

    def _paint(self, scene: Scene) -> None:
        stale = [self.canvas.device(rect).inflate(2, 2) for rect in scene.take_stale(self.canvas)]
        self.painted = merged(stale, within=self.canvas.surface.get_rect())
        for rect in self.painted:
            self.canvas.surface.set_clip(rect)
            scene.draw(self.canvas)
        self.canvas.surface.set_clip(None)
        if self.painted:
            self.frames_drawn += 1
            self._idle_s = 0.0
            pygame.display.update(self.painted)

    # --- events -----------------------------------------------------------------------------------------------------
    def _take(self, event: pygame.event.Event) -> None:
        self._idle_s = 0.0
        if self._take_window(event) or self.scene is None:
            return
        if event.type == pygame.WINDOWLEAVE:
            self._give(self.scene, Pointer("move", OUTSIDE))
            return
        ours = self._translate(event)
        if ours is not None:
            self._give(self.scene, ours)

    def _take_window(self, event: pygame.event.Event) -> bool:
        """Take what concerns the window or the machine as a whole; tell whether it was that."""
        if event.type == pygame.QUIT:
            self._leave()
        elif event.type in _RESIZED:
            self._renew()
        elif event.type in _EXPOSED:
            self._touch_all()
        elif event.type == pygame.WINDOWFOCUSLOST:
            self._let_go()
        elif event.type == pygame.AUDIODEVICEREMOVED and not event.iscapture:
            self.on_device_removed(event.which)
        else:
            return False
        return True

    def _let_go(self) -> None:
        """Let go of every key, as their releases will go to another window."""
        for code in list(self._keys_down):
            self._keys_down.discard(code)
            if self.scene is not None:
                self._give(self.scene, Key(code, down=False))

    def _leave(self) -> None:
        self._go(None)

    def _give(self, scene: Scene, event: Event) -> None:
        if isinstance(event, Key) and event.down and event.ctrl and event.code == pygame.K_q:
            self._leave()
            return
        letting_go = isinstance(event, Key) and not event.down
        if scene.next_scene is not scene and not letting_go:  # it is on its way elsewhere
            return
        focus = scene.tree.focus
        taken = scene.tree.handle(event) or scene.handle(event)
        if taken:
            self.on_taken(event)
        if not taken and isinstance(event, Key):
            self._own_key(scene, event)
        elif not taken and isinstance(event, Pointer) and event.kind == "wheel":
            self.pan(-PAN_STEP * event.wheel if event.shift else 0, 0 if event.shift else -PAN_STEP * event.wheel)
        now = scene.tree.focus
        if now is not None and now is not focus and now.ringed:
            self.reveal(now.rect)

    def _own_key(self, scene: Scene, event: Key) -> None:
        if event.down and event.code == pygame.K_F1 and not isinstance(scene, Help):
            scene.next_scene = Help(scene)

    def _key(self, key: Key) -> Key:
        """Return the key, marked as a repeat while it is held: pygame does not tell."""
        held = key.code in self._keys_down
        (self._keys_down.add if key.down else self._keys_down.discard)(key.code)
        return replace(key, repeat=key.down and held)

    def _translate(self, event: pygame.event.Event) -> Event | None:
        if event.type in (pygame.KEYDOWN, pygame.KEYUP):
            return self._key(key_of(event))
        if event.type == pygame.TEXTINPUT:
            return Typed(event.text) if self._texting else None
        if event.type == pygame.DROPFILE:
            return Dropped(event.file)
        if event.type not in _POINTERS:
            return None
        shift = bool(pygame.key.get_mods() & pygame.KMOD_SHIFT)
        at = self.canvas.logical(getattr(event, "pos", None) or pygame.mouse.get_pos())
        return _pointer(event, at=at, shift=shift)


def nothing_taken(_event: Event) -> None:
    """Make no sound of what was done."""


def nothing_removed(_device_id: int) -> None:
    """Do nothing about a sound device that was taken away: nobody has asked to be told."""


def _pointer(event: pygame.event.Event, *, at: tuple[float, float], shift: bool) -> Pointer | None:
    if event.type == pygame.MOUSEMOTION:
        return Pointer("move", at, shift=shift)
    if event.type == pygame.MOUSEWHEEL:
        return Pointer("wheel", at, wheel=float(event.y), shift=shift)
    if event.button != pygame.BUTTON_LEFT:
        return None
    return Pointer("down" if event.type == pygame.MOUSEBUTTONDOWN else "up", at, button=event.button, shift=shift)


def _shown(scene: Scene | None) -> list[Scene]:
    """Return a scene and those it stands before."""
    out = []
    while scene is not None:
        out.append(scene)
        scene = scene.below if isinstance(scene, Overlay) else None
    return out


def merged(rects: Iterable[pygame.Rect], *, within: pygame.Rect) -> list[pygame.Rect]:
    """Return rectangles that cover all of `rects`, none overlapping another; one where they are many."""
    out: list[pygame.Rect] = []
    for rect in rects:
        new = rect.clip(within)
        if not new.w or not new.h:
            continue
        while (hit := new.collidelist(out)) >= 0:
            new = new.union(out.pop(hit))
        out.append(new)
    return [out[0].unionall(out[1:])] if len(out) > SEPARATE_RECTS else out


def _open_display() -> None:
    """Start SDL's video; where nobody asked for it, a display that nobody can see is none."""
    asked = os.environ.get("SDL_VIDEODRIVER")
    if sys.platform == "linux" and not (asked or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise pygame.error("neither DISPLAY nor WAYLAND_DISPLAY is set")
    pygame.display.init()
    driver = pygame.display.get_driver()
    if driver in UNSEEN and not asked:
        pygame.display.quit()
        raise pygame.error(f"only SDL's {driver} driver, which shows nothing")
