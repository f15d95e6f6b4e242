"""Packs the game into a folder that needs no Python: `python content/build/app/make.py OUT`, with the extra `app`.

OUT gets `own-ears/` with the program, its icon, and a desktop entry for Linux.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from game.library.files import find_content
from game.screens.icon import save_icon

HERE = Path(__file__).parent
ICON_PX = 256


def make(out: Path) -> Path:
    """Make the folder; return where the program lies."""
    out.mkdir(parents=True, exist_ok=True)
    icon = out / "own-ears.png"
    save_icon(icon, size_px=ICON_PX, fonts_dir=find_content() / "fonts")
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--distpath", str(out), "--workpath", str(out / "work"),
         str(HERE / "own-ears.spec")],
        check=True,
        env={**os.environ, "OWN_EARS_ICON": str(icon) if sys.platform != "linux" else ""},
    )  # fmt: skip
    shutil.rmtree(out / "work")
    folder = out / "own-ears"
    icon.replace(folder / icon.name)
    shutil.copy(HERE / "own-ears.desktop", folder)
    return folder / ("own-ears.exe" if sys.platform == "win32" else "own-ears")


if __name__ == "__main__":
    sys.stdout.write(f"{make(Path(sys.argv[1]))}\n")
