"""Names for a class: two words that nobody minds, or a name of one's own that cannot pass for another's."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import Final

from game.session.rude import ALONE, ANYWHERE

COLOURS: Final = (
    "Amber", "Apple", "Ash", "Azure", "Birch", "Blue", "Brass", "Bright", "Bronze", "Calm", "Cedar", "Clear",
    "Cloud", "Cobalt", "Copper", "Coral", "Cosy", "Crystal", "Dune", "Dusk", "Ember", "Fern", "Frost", "Gentle",
    "Golden", "Green", "Hazel", "Honey", "Indigo", "Ivory", "Jade", "Kelp", "Lilac", "Lime", "Lunar", "Maple",
    "Mellow", "Mint", "Misty", "Moss", "Ocean", "Olive", "Opal", "Orchid", "Pearl", "Pine", "Plum", "Quartz",
    "Quick", "Quiet", "Rosy", "Ruby", "Rust", "Sage", "Sandy", "Silver", "Sky", "Snowy", "Solar", "Spring",
    "Steady", "Summer", "Sunny", "Teal", "Topaz", "Umber", "Velvet", "Violet", "Warm", "White", "Winter", "Zinc",
)  # fmt: skip
ANIMALS: Final = (
    "Ant", "Bat", "Bear", "Bee", "Crab", "Crane", "Crow", "Deer", "Dove", "Duck", "Eagle", "Elk", "Falcon", "Finch",
    "Fox", "Frog", "Gecko", "Goose", "Gull", "Hare", "Hawk", "Heron", "Ibex", "Ibis", "Jay", "Kite", "Koala",
    "Lark", "Lemur", "Lion", "Lynx", "Magpie", "Mole", "Moose", "Moth", "Newt", "Otter", "Owl", "Panda", "Parrot",
    "Penguin", "Pony", "Puma", "Quail", "Rabbit", "Raven", "Robin", "Seal", "Sheep", "Sparrow", "Squirrel", "Stork",
    "Swan", "Swift", "Tiger", "Toad", "Trout", "Turtle", "Vole", "Walrus", "Whale", "Wolf", "Wren", "Yak", "Zebra",
)  # fmt: skip
SHORTEST: Final = 2
LONGEST: Final = 20
_JOINERS: Final = " -'.\u2019"
_LOOK_ALIKE: Final = str.maketrans(
    "асеорхуіјѕԁԛԝьӏαοινρτυκχγβɑıℓ013457|!$@",  # that they look alike is the point
    "aceopxyijsdqwblaoivptukxybailoleastllsa",
)
_BETWEEN: Final = re.compile(f"[{re.escape(_JOINERS)}]+")
_LONG: Final = re.compile(r"(.)\1{2,}")
"""A letter that is held."""
_DIGRAPHS: Final = (("rn", "m"), ("vv", "w"))


def pseudonym(dice: int, taken: Collection[str]) -> str:
    """Return two words that nobody has yet, chosen by a number; with a third where a class should ever need it."""
    pairs = len(COLOURS) * len(ANIMALS)
    for number in range(pairs):
        colour, animal = divmod((dice + number * 1013) % pairs, len(ANIMALS))
        name = f"{COLOURS[colour]} {ANIMALS[animal]}"
        if name not in taken:
            return name
    return f"{COLOURS[dice % len(COLOURS)]} {ANIMALS[dice % len(ANIMALS)]} {len(taken) + 1}"


def clean_name(wish: str) -> str:
    """Return a name as it is shown.

    Raises:
        ValueError: it has not 2 to 20 letters, holds something that belongs to no name, mixes alphabets that look
            alike, or is rude.
    """
    name = " ".join(unicodedata.normalize("NFKC", wish).split())
    letters = [sign for sign in name if unicodedata.category(sign)[0] == "L"]
    if not len(letters) >= SHORTEST or len(name) > LONGEST:
        raise ValueError(f"a name must have {SHORTEST} to {LONGEST} letters, got {len(letters)}")
    if not all(unicodedata.category(sign) in ("Mn", "Mc") or sign in _JOINERS or sign in letters for sign in name):
        raise ValueError("a name must be made of letters, spaces, hyphens and apostrophes")
    if name[0] not in letters:
        raise ValueError("a name must begin with a letter")
    if len({_alphabet(sign) for sign in letters} & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
        raise ValueError("a name must be written in one alphabet")
    if is_rude(name):
        raise ValueError("Please choose a name that everybody here is glad to read, or take one from the list.")
    return name


def skeleton(name: str) -> str:
    r"""Return what is left of a name when everything that looks alike is the same.

    >>> skeleton("Ana") == skeleton("\u00c0NA") == skeleton("\u0410n\u0430")
    True
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in folded if unicodedata.category(sign)[0] != "M" and sign not in _JOINERS)
    alike = plain.translate(_LOOK_ALIKE).replace("i", "l")
    for pair, one in _DIGRAPHS:
        alike = alike.replace(pair, one)
    return alike


def is_rude(name: str) -> bool:
    """Tell whether a name holds a word of the list, however it is spelt.

    >>> is_rude("F U C K"), is_rude("$h1t"), is_rude("fuuuuck"), is_rude("Cassandra")
    (True, True, True, False)
    """
    whole = skeleton(name)
    spellings = {whole, _LONG.sub(r"\1", whole), _LONG.sub(r"\1\1", whole)}
    anywhere, alone = _rude()
    words = {skeleton(word) for word in _BETWEEN.split(name)} | spellings
    return bool(words & alone) or any(word in spelling for word in anywhere for spelling in spellings)


@cache
def _rude() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(skeleton, ANYWHERE)), frozenset(map(skeleton, ALONE))


def _alphabet(sign: str) -> str:
    return unicodedata.name(sign, "UNKNOWN").split()[0]
