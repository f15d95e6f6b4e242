"""`python -m game.exam [ITEMS]` examines Peak Reader on the built-in sources and writes its card."""

import json
import sys
from pathlib import Path
from typing import Final

from game.exam.peak_reader import examine
from game.library.catalogue import Library
from game.library.files import find_content

DEFAULT_ITEMS: Final = 1500


def main() -> None:
    """Write the card and tell where it lies."""
    items = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ITEMS
    content = find_content()
    card = examine(Library(content), items_per_skill=items)
    path = content / "models" / "peak_reader.json"
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{_relative(path)}\n")


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    main()
