"""The window: scenes made of widgets, drawn on a canvas in logical units of a 1280 x 720 page.

A scene builds a `Tree` of widgets, placed by `Rect` on the page, and says in `next_scene` where to go::

    class Round(Scene):
        def __init__(self, home: Scene, *, on_commit: Callable[[float], None]) -> None:
            super().__init__()
            self.home = home
            self.lane = FreqLane(Rect(56, 384, 1168, 184), "Where", gain_db=6.0, q=1.4, on_change=self._moved)
            self.commit = Button(Rect(1056, 608, 192, 48), "Commit", kind="primary", key="Enter",
                                 on_press=self._commit, why_not="Place it first")
            self.tree = Tree((
                TopBar("Find the boost", on_back=self._leave),
                Words(Rect(32, 76, 640, 42), "Where was it boosted?", size=XL, colour="ink", bold=True),
                Card(Rect(32, 360, 1216, 224), children=(self.lane,)),
                self.commit,
                KeyHints((Hint("Left Right", "move"), Hint("Enter", "commit"))),
            ), ambient=self.lane)

        def _moved(self, freq_hz: float) -> None:
            self.commit.why_not = ""

        def _leave(self) -> None:
            self.next_scene = self.home

- Setting any public attribute of a widget draws it again; nothing else is drawn.
- `shortcut` keys work from anywhere, `ambient` gets the keys that nobody took, `Scene.handle` gets the rest.
- `canvas` paints (box, card, well, disc, rule, curve, between, hatch, text, runs, paragraph, label); `marks` paints
  what means one thing everywhere; a `Picture` is a widget around a function that paints.
- `Overlay(below=scene)` is modal. `Jobs.start(slot, work, then=...)` works off this thread.
- `App(scene, fonts_dir=...).run()` shows it all; Ctrl+Q ends, F1 lists the keys of the scene.
"""
