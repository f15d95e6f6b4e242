"""What the README says is so."""

import re
from pathlib import Path

import pytest

from game.cli import cli
from game.core.skills import SKILLS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_the_first_command_installs_and_starts_and_the_second_installs_and_tests() -> None:
    assert [block.count("\n") for block in BLOCKS[:2]] == [1, 1]
    assert "own-ears" in BLOCKS[0]
    assert "pytest" in BLOCKS[1]


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`own-ears {name}" in README


def test_every_command_in_the_readme_is_there() -> None:
    named = set(re.findall(r"`own-ears ([a-z-]+)", README))
    assert named <= set(cli.commands)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_option_in_the_readme_is_there(name: str) -> None:
    row = next((line for line in README.splitlines() if line.startswith(f"| `own-ears {name}")), "")
    offered = {option for parameter in cli.commands[name].params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", row.split("|")[1] if row else "")) <= offered


@pytest.mark.parametrize("skill_id", SKILLS)
def test_every_skill_is_in_the_readme_with_its_range(skill_id: str) -> None:
    spec = SKILLS[skill_id]
    row = next(line for line in README.splitlines() if line.startswith(f"| `{skill_id}`"))
    assert f"{spec.cue_easiest:g} to {spec.cue_hardest:g} {spec.unit}" in row


def test_the_pinned_versions_hold_every_dependency() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    wanted = re.findall(
        r'^  "([a-zA-Z][a-zA-Z0-9-]*)[>=<]', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name.lower() for name in wanted} <= pinned


def test_the_changelog_knows_this_version() -> None:
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
