"""The files of content/: where they lie, and reading them so that a damaged one is named."""

import hashlib
import tomllib
from pathlib import Path
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from game.core.errors import ContentError
from game.library.manifest import DrumEvent, Drums, Kit, NoteEvent, Stem

DRUM_EVENTS_FORM: Final = TypeAdapter(tuple[DrumEvent, ...])
NOTE_EVENTS_FORM: Final = TypeAdapter(tuple[NoteEvent, ...])
REMEDY: Final = "install Own Ears again, or take the file from its repository"

T = TypeVar("T")


def find_content() -> Path:
    """Return the content folder: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "content", package.parent / "content")
    for place in places:
        if (place / "sources").is_dir():
            return place
    raise ContentError(f"expected the game's content in {places[0]} or {places[1]}, found neither; {REMEDY}")


def inside(folder: Path, name: str) -> Path:
    """Return the path of `name` in `folder`; a name that leads out of it is a ContentError."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ContentError(f"{folder}: file names must stay inside the folder, got {name!r}; {REMEDY}")
    return path


def read_bytes(path: Path, *, sha256: str | None = None) -> bytes:
    """Return the bytes of a file of content/, after comparing them with their digest if one is given."""
    if not path.is_file():
        raise ContentError(f"{path} is missing; {REMEDY}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{path} cannot be read ({error.strerror}); {REMEDY}") from error
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
        raise ContentError(f"{path} is not the file that its manifest was written for (sha256 differs); {REMEDY}")
    return data


def read_json(path: Path, form: TypeAdapter[T], *, sha256: str | None = None) -> T:
    """Return what a JSON file of content/ holds, checked against `form`."""
    data = read_bytes(path, sha256=sha256)
    try:
        return form.validate_json(data)
    except ValidationError as error:
        raise ContentError(f"{path} does not have the expected form: {first_fault(error)}; {REMEDY}") from error


def read_toml(path: Path, form: TypeAdapter[T]) -> T:
    """Return what a TOML file of content/ holds, checked against `form`."""
    try:
        return form.validate_python(tomllib.loads(read_bytes(path).decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path} is not TOML ({error}); {REMEDY}") from error
    except ValidationError as error:
        raise ContentError(f"{path} does not have the expected form: {first_fault(error)}; {REMEDY}") from error


def load_kit(kits_dir: Path, kit_id: str) -> Kit:
    """Return the description of a drum kit."""
    return read_json(inside(kits_dir, kit_id) / "kit.json", TypeAdapter(Kit))


def load_drum_events(drums: Drums, *, source_dir: Path) -> tuple[DrumEvent, ...]:
    """Return the hits of the drum part in the order of the file, a JSON list."""
    return read_json(inside(source_dir, drums.events), DRUM_EVENTS_FORM, sha256=drums.events_sha256)


def load_note_events(stem: Stem, *, source_dir: Path) -> tuple[NoteEvent, ...]:
    """Return the notes of a stem in the order of the file, a JSON list."""
    return read_json(inside(source_dir, stem.events), NOTE_EVENTS_FORM, sha256=stem.events_sha256)


def first_fault(error: ValidationError) -> str:
    """Return the first thing that is wrong, in one line: where, what, and how many more."""
    faults = error.errors(include_url=False)
    where = ".".join(str(step) for step in faults[0]["loc"]) or "the file"
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{where}: {faults[0]['msg']}{more}"
