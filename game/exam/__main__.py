"""`python -m game.exam [ITEMS]` examines Peak Reader and Average Joe on the built-in sources and writes their cards."""

import json
import sys
from pathlib import Path
from typing import Final

from game.exam import average_joe, peak_reader
from game.library.catalogue import Library
from game.library.files import find_content

DEFAULT_ITEMS: Final = 1500


def main() -> None:
    """Write the cards and tell where they lie."""
    items = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ITEMS
    content = find_content()
    for name, examine in (("average_joe", average_joe.examine), ("peak_reader", peak_reader.examine)):
        card = examine(Library(content), items_per_skill=items)
        path = content / "models" / f"{name}.json"
        path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"{_relative(path)}\n")


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    main()
