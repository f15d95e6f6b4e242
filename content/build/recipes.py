"""What each drum kit is made of. Figures come from measuring mixes, see README.md."""

from dataclasses import dataclass
from typing import Final

Chain = tuple[tuple[str | float, ...], ...]


@dataclass(frozen=True, slots=True)
class PieceRecipe:
    """A drum: where its layers come from (origin, velocity), and what is done to them."""

    layers: tuple[tuple[str, int], ...]
    gain_db: float
    chain: Chain
    pan: float = 0.0
    stereo: bool = False
    """Stored with its pan and its room; a mono piece is panned as it is played."""
    choke_group: str | None = None


@dataclass(frozen=True, slots=True)
class KitRecipe:
    """A kit and its credits."""

    kit_id: str
    title: str
    licence: str
    attribution: str
    source: str
    pieces: dict[str, PieceRecipe]


SOFT, HARD = 62, 114
ONLY = 100
KIT_ROOM: Final = ("room", -11.0, 0.42, 8500.0)
CYMBAL_ROOM: Final = ("room", -14.0, 0.42, 10_000.0)


def _two(name: str) -> tuple[tuple[str, int], ...]:
    return ((f"sample:drum_{name}_soft", SOFT), (f"sample:drum_{name}_hard", HARD))


def _one(origin: str) -> tuple[tuple[str, int], ...]:
    return ((origin, ONLY),)


def _tom(name: str, *, pan: float, tone_hz: float) -> PieceRecipe:
    chain: Chain = (
        ("hp", 45.0),
        ("peak", tone_hz, 1.2, 2.0),
        ("peak", 420.0, 1.0, -3.0),
        ("peak", 4200.0, 0.9, 5.0),
        KIT_ROOM,
    )
    return PieceRecipe(_two(f"tom_{name}"), -3.5, chain, pan=pan, stereo=True)


MENEGASS: Final = KitRecipe(
    kit_id="menegass",
    title="Acoustic kit",
    licence="CC0-1.0",
    attribution="Drum samples by menegass (Freesound), CC0; mixed for Own Ears",
    source="sonic-pi-samples drum_*",
    pieces={
        "kick": PieceRecipe(
            _two("bass"),
            0.0,
            (
                ("hp", 30.0),
                ("peak", 42.0, 0.9, -3.0),
                ("peak", 92.0, 1.0, 2.5),
                ("peak", 320.0, 0.9, -3.0),
                ("peak", 3400.0, 0.8, 8.0),
                ("drive", 7.0, 0.75),
            ),
        ),
        "snare": PieceRecipe(
            _two("snare"),
            -3.0,
            (
                ("hp", 80.0),
                ("peak", 210.0, 1.0, 2.0),
                ("peak", 480.0, 1.2, -2.5),
                ("hishelf", 6500.0, 3.0),
                ("drive", 8.0, 0.75),
                KIT_ROOM,
            ),
            pan=0.06,
            stereo=True,
        ),
        "hat_closed": PieceRecipe(
            _one("sample:drum_cymbal_closed"),
            -0.5,
            (("hp", 260.0), ("hishelf", 11_000.0, -2.0)),
            pan=0.32,
            choke_group="hat",
        ),
        "hat_open": PieceRecipe(
            _one("sample:drum_cymbal_open"),
            -7.0,
            (("hp", 320.0), ("hishelf", 9000.0, -1.0)),
            pan=0.32,
            choke_group="hat",
        ),
        "hat_pedal": PieceRecipe(_one("sample:drum_cymbal_pedal"), -8.0, (("hp", 260.0),), pan=0.32, choke_group="hat"),
        "tom_hi": _tom("hi", pan=0.3, tone_hz=190.0),
        "tom_mid": _tom("mid", pan=0.0, tone_hz=140.0),
        "tom_lo": _tom("lo", pan=-0.35, tone_hz=105.0),
        "ride": PieceRecipe(
            _two("cymbal"), -11.0, (("hp", 300.0), ("peak", 5200.0, 0.9, 2.0), CYMBAL_ROOM), pan=-0.4, stereo=True
        ),
        "crash": PieceRecipe(
            _two("splash"), -7.0, (("hp", 240.0), ("hishelf", 9000.0, 2.0), CYMBAL_ROOM), pan=0.45, stereo=True
        ),
    },
)

OWN_MACHINE: Final = KitRecipe(
    kit_id="own_machine",
    title="Drum machine",
    licence="CC0-1.0",
    attribution="Synthesised for Own Ears",
    source="content/build/machine.py",
    pieces={
        "kick": PieceRecipe(
            _one("machine:kick"),
            0.0,
            (("hp", 30.0), ("loshelf", 62.0, -3.0), ("peak", 130.0, 0.8, 5.0), ("hishelf", 3500.0, 5.0)),
        ),
        "clap": PieceRecipe(_one("machine:clap"), -1.0, (("hp", 300.0), ("room", -9.0, 0.5, 9000.0)), stereo=True),
        "snare": PieceRecipe(_one("machine:snare"), -3.0, (("hp", 120.0), ("room", -12.0, 0.35, 8000.0)), stereo=True),
        "hat_closed": PieceRecipe(_one("machine:hat_closed"), -3.0, (("hp", 2000.0),), pan=0.15, choke_group="hat"),
        "hat_open": PieceRecipe(_one("machine:hat_open"), -5.0, (("hp", 2000.0),), pan=0.15, choke_group="hat"),
        "ride": PieceRecipe(_one("machine:ride"), -8.0, (("hp", 1000.0),), pan=-0.3),
        "crash": PieceRecipe(_one("machine:crash"), -8.0, (("hp", 700.0), ("room", -8.0, 0.9, 9000.0)), stereo=True),
        "shaker": PieceRecipe(_one("machine:shaker"), -6.0, (("hp", 2500.0),), pan=-0.35),
        "conga": PieceRecipe(
            _one("machine:conga"), -5.0, (("hp", 120.0), ("room", -12.0, 0.4, 7000.0)), pan=-0.3, stereo=True
        ),
    },
)

BRUSH_ROOM: Final = ("room", -10.0, 0.6, 8000.0)

STUDIO_BRUSH: Final = KitRecipe(
    kit_id="studio_brush",
    title="Brush kit",
    licence="MIT",
    attribution="Fluid R3 GM by Frank Wen and Toby Smithe, MIT; mixed for Own Ears",
    source="FluidR3_GM.sf2, bank 128, program 40",
    pieces={
        "kick": PieceRecipe(
            _one("fluid:40/36"),
            -4.0,
            (
                ("hp", 30.0),
                ("peak", 80.0, 0.9, 3.0),
                ("peak", 350.0, 1.0, -3.0),
                ("peak", 3000.0, 0.8, 5.0),
                ("drive", 13.0, 0.9),
            ),
        ),
        "snare_tap": PieceRecipe(
            _one("fluid:40/38"), -5.0, (("hp", 110.0), ("hishelf", 7000.0, 3.0), BRUSH_ROOM), stereo=True
        ),
        "snare_slap": PieceRecipe(
            _one("fluid:40/39"), -4.0, (("hp", 110.0), ("hishelf", 7000.0, 2.0), BRUSH_ROOM), stereo=True
        ),
        "swirl": PieceRecipe(_one("fluid:40/40"), -8.0, (("hp", 200.0), ("hishelf", 8000.0, 3.0)), stereo=True),
        "rim": PieceRecipe(_one("fluid:40/37"), -9.0, (("hp", 180.0), BRUSH_ROOM), pan=0.08, stereo=True),
        "hat_closed": PieceRecipe(_one("fluid:40/42"), -6.0, (("hp", 300.0),), pan=0.3, choke_group="hat"),
        "hat_pedal": PieceRecipe(_one("fluid:40/44"), -8.0, (("hp", 300.0),), pan=0.3, choke_group="hat"),
        "hat_open": PieceRecipe(_one("fluid:40/46"), -9.0, (("hp", 300.0),), pan=0.3, choke_group="hat"),
        "ride": PieceRecipe(_one("fluid:40/51"), -11.0, (("hp", 280.0), CYMBAL_ROOM), pan=-0.35, stereo=True),
        "crash": PieceRecipe(_one("fluid:40/49"), -9.0, (("hp", 240.0), CYMBAL_ROOM), pan=0.4, stereo=True),
    },
)

STICK_ROOM: Final = ("room", -13.0, 0.35, 8000.0)
FLUID_CREDIT: Final = "Fluid R3 GM by Frank Wen and Toby Smithe, MIT; mixed for Own Ears"

STUDIO_STICKS: Final = KitRecipe(
    kit_id="studio_sticks",
    title="Studio kit with percussion",
    licence="MIT",
    attribution=FLUID_CREDIT,
    source="FluidR3_GM.sf2, bank 128, program 0",
    pieces={
        "kick": PieceRecipe(
            _one("fluid:0/36"),
            0.0,
            (("hp", 30.0), ("peak", 66.0, 0.9, 4.0), ("peak", 330.0, 0.9, -4.0), ("peak", 3200.0, 0.8, 4.0)),
        ),
        "snare": PieceRecipe(
            _one("fluid:0/38"),
            -3.0,
            (("hp", 90.0), ("peak", 210.0, 1.0, 2.0), ("hishelf", 7000.0, 2.0), STICK_ROOM),
            pan=0.05,
            stereo=True,
        ),
        "rim": PieceRecipe(
            _one("fluid:0/37"), -7.0, (("hp", 200.0), ("peak", 1700.0, 0.9, 2.0), STICK_ROOM), pan=0.1, stereo=True
        ),
        "hat_closed": PieceRecipe(_one("fluid:0/42"), -6.0, (("hp", 300.0),), pan=0.3, choke_group="hat"),
        "hat_pedal": PieceRecipe(_one("fluid:0/44"), -9.0, (("hp", 300.0),), pan=0.3, choke_group="hat"),
        "hat_open": PieceRecipe(_one("fluid:0/46"), -9.0, (("hp", 320.0),), pan=0.3, choke_group="hat"),
        "tom_hi": PieceRecipe(_one("fluid:0/48"), -5.0, (("hp", 60.0), STICK_ROOM), pan=0.25, stereo=True),
        "tom_lo": PieceRecipe(_one("fluid:0/43"), -5.0, (("hp", 45.0), STICK_ROOM), pan=-0.3, stereo=True),
        "ride": PieceRecipe(_one("fluid:0/51"), -11.0, (("hp", 280.0),), pan=-0.35),
        "crash": PieceRecipe(_one("fluid:0/49"), -9.0, (("hp", 240.0),), pan=0.4),
        "tambourine": PieceRecipe(_one("fluid:0/54"), -9.0, (("hp", 1500.0), STICK_ROOM), pan=-0.4, stereo=True),
        "cowbell": PieceRecipe(_one("fluid:0/56"), -10.0, (("hp", 250.0),), pan=0.35),
        "shaker": PieceRecipe(_one("fluid:0/70"), -9.0, (("hp", 1500.0),), pan=-0.4),
        "conga": PieceRecipe(_one("fluid:0/63"), -6.0, (("hp", 110.0), STICK_ROOM), pan=-0.35, stereo=True),
    },
)


def _hard_tom(key: int, *, pan: float, tone_hz: float) -> PieceRecipe:
    chain: Chain = (("hp", 50.0), ("peak", tone_hz, 1.1, 3.0), ("peak", 450.0, 0.9, -4.0), ("peak", 4200.0, 0.8, 5.0))
    return PieceRecipe(_one(f"fluid:16/{key}"), -4.0, (*chain, STICK_ROOM), pan=pan, stereo=True)


POWER: Final = KitRecipe(
    kit_id="power",
    title="Hard kit",
    licence="MIT",
    attribution=FLUID_CREDIT,
    source="FluidR3_GM.sf2, bank 128, program 16",
    pieces={
        "kick": PieceRecipe(
            _one("fluid:16/36"),
            0.0,
            (
                ("hp", 36.0),
                ("peak", 62.0, 1.0, 3.0),
                ("peak", 300.0, 0.8, -6.0),
                ("peak", 4500.0, 0.8, 8.0),
                ("drive", 9.0, 0.6),
            ),
        ),
        "snare": PieceRecipe(
            _one("fluid:16/38"),
            -2.0,
            (
                ("hp", 110.0),
                ("peak", 200.0, 1.0, 3.0),
                ("peak", 4800.0, 0.8, 4.0),
                ("hishelf", 9500.0, 4.0),
                ("drive", 8.0, 0.6),
                KIT_ROOM,
            ),
            stereo=True,
        ),
        "hat_closed": PieceRecipe(
            _one("fluid:16/42"), -7.0, (("hp", 400.0), ("hishelf", 9500.0, 7.0)), pan=0.35, choke_group="hat"
        ),
        "hat_open": PieceRecipe(
            _one("fluid:16/46"), -9.0, (("hp", 400.0), ("hishelf", 9500.0, 7.0)), pan=0.35, choke_group="hat"
        ),
        "tom_hi": _hard_tom(48, pan=0.35, tone_hz=160.0),
        "tom_mid": _hard_tom(45, pan=0.0, tone_hz=120.0),
        "tom_lo": _hard_tom(41, pan=-0.4, tone_hz=90.0),
        "ride": PieceRecipe(_one("fluid:16/53"), -11.0, (("hp", 350.0), ("hishelf", 9500.0, 6.0)), pan=-0.4),
        "crash": PieceRecipe(_one("fluid:16/57"), -8.0, (("hp", 300.0), ("hishelf", 9500.0, 6.0)), pan=0.5),
        "china": PieceRecipe(_one("fluid:16/52"), -9.0, (("hp", 300.0), ("hishelf", 9500.0, 6.0)), pan=-0.5),
    },
)

KITS: Final = (MENEGASS, OWN_MACHINE, STUDIO_BRUSH, STUDIO_STICKS, POWER)
