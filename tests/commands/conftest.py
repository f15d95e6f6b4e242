import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from game.cli import main

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def run(saves: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process; returns what a process would: exit status, standard output and error."""
    monkeypatch.setenv("OWN_EARS_SAVES", str(saves))

    def run_command(*arguments: object, stdin: str = "") -> Done:
        line = ["own-ears", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", line)
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capfd.readouterr()
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        else:
            status = 0
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(line, status, out, err)

    return run_command


@pytest.fixture
def run_process(saves: Path) -> Run:
    """Run a command in a process of its own, as its user does."""

    def run_command(*arguments: object, stdin: str = "") -> Done:
        return subprocess.run(
            [sys.executable, "-m", "game", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "OWN_EARS_SAVES": str(saves)},
        )

    return run_command


@pytest.fixture
def run_json(run: Run) -> Callable[..., Any]:
    """Run a command with --json and return the one value that it prints."""

    def run_and_read(*arguments: object) -> Any:
        done = run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run_and_read


def is_one_sentence(text: str) -> bool:
    """Tell whether a refusal is one line that names the program, and no traceback."""
    return text.startswith("own-ears: ") and text.count("\n") == 1 and "Traceback" not in text
