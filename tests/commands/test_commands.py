"""Every command as its user runs it: good input prints what the contract says, bad input one sentence."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from game.cli import cli
from game.core.skills import SKILLS
from tests.commands.conftest import Run, is_one_sentence

HIDES_NONE = 1
"""A seed whose slider questions hide no change where they may."""

RunJson = Callable[..., Any]


@pytest.fixture(scope="session")
def noise_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audio") / "noise.wav"
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.05, (6 * 44_100, 2)), 44_100)
    return path


def test_skills_prints_the_table(run_json: RunJson) -> None:
    rows = run_json("skills")
    keys = {
        "skill_id", "family", "unit", "answer", "cue_hardest", "cue_easiest", "cue_start", "chance",
        "constant_hit_rate", "ai",
    }  # fmt: skip
    assert [row["skill_id"] for row in rows] == list(SKILLS)
    assert all(set(row) >= keys for row in rows)
    assert all(set(row["answer"]) >= {"kind", "lo", "hi", "step", "choices"} for row in rows)


def test_sources_prints_every_source(run_json: RunJson) -> None:
    rows = run_json("sources")
    keys = {
        "source_id",
        "title",
        "kind",
        "tempo_bpm",
        "bars",
        "beats_per_bar",
        "licence",
        "held_out",
        "skills",
        "fair_share",
    }
    assert all(set(row) >= keys for row in rows)
    assert {row["kind"] for row in rows} >= {"song", "drums", "solo", "noise"}
    by_kind = {row["kind"]: set(row["skills"]) for row in rows}
    assert by_kind["song"] == by_kind["drums"] == set(SKILLS)
    assert by_kind["noise"] == {skill_id for skill_id in SKILLS if not skill_id.startswith(("time.", "comp."))}


def test_sources_prints_how_much_of_each_eq_skill_is_fair(run: Run, run_json: RunJson) -> None:
    lines = run("sources", "--shares", "eq").stdout.splitlines()
    rows = run_json("sources")
    assert lines[0].split() == [skill_id for skill_id in SKILLS if skill_id.startswith("eq.")]
    assert [line.split()[0] for line in lines[1:]] == [row["source_id"] for row in rows]
    shares = {row["source_id"]: row["fair_share"]["eq.boost_freq"] for row in rows}
    assert [line.split()[1] for line in lines[1:]] == [f"{share:.0%}" for share in shares.values()]
    assert shares["pink_noise"] == 1
    assert 0.5 < shares["guitar_96"] < 1


def test_sources_says_which_are_kept_for_check_ups(run: Run) -> None:
    kept = [line.split(":")[0] for line in run("sources").stdout.splitlines() if "kept for check-ups" in line]
    assert kept == ["shuffle_125", "soul_120", "techno_128", "train_100"]


def test_render_prints_what_it_wrote(run_json: RunJson, tmp_path: Path) -> None:
    value = run_json("render", "eq.boost_freq", "--cue", 9, "--seed", 5, "--source", "pink_noise", "--out", tmp_path)
    assert value == json.loads((tmp_path / "challenge.json").read_text(encoding="utf-8"))
    assert value["files"] == ["dry.wav", "wet.wav"]
    assert (value["cue"], value["unit"]) == (9.0, "dB")
    assert value["params"] == {"freq_hz": value["truth"]["choice"], "gain_db": 9.0, "q": 1.4}
    assert set(value["lufs"]) == set(value["true_peak_dbtp"]) == set(value["gains_db"]) == set(value["files"])
    assert soundfile.info(tmp_path / "wet.wav").subtype == "PCM_24"


def test_render_of_takes_writes_them_in_order_of_play(run_json: RunJson, tmp_path: Path) -> None:
    value = run_json("render", "eq.detect", "--seed", 5, "--out", tmp_path)
    assert value["files"] == ["interval_1.wav", "interval_2.wav", "interval_3.wav", "dry.wav"]
    assert value["truth"]["choice"] in (1, 2, 3)


def test_render_at_another_rate(run_json: RunJson, tmp_path: Path) -> None:
    value = run_json("render", "eq.boost_freq", "--rate", 44_100, "--out", tmp_path)
    assert value["rate_hz"] == soundfile.info(tmp_path / "dry.wav").samplerate == 44_100


def test_render_takes_ones_own_audio(run_json: RunJson, tmp_path: Path, noise_file: Path) -> None:
    value = run_json("render", "eq.boost_freq", "--audio", noise_file, "--out", tmp_path)
    assert value["source_id"].startswith("own_")


@pytest.mark.parametrize("skill_id", ["eq.boost_freq", "comp.amount", "time.swing_amount"])
def test_render_of_a_round_that_hides_no_change(skill_id: str, run_json: RunJson, tmp_path: Path) -> None:
    value = run_json("render", skill_id, "--no-change", "--seed", HIDES_NONE, "--out", tmp_path)
    assert value["truth"]["choice"] is None
    assert value["question"]["stated"]["may_be_unchanged"] is True
    assert (tmp_path / "wet.wav").read_bytes() == (tmp_path / "dry.wav").read_bytes()
    assert value["gains_db"]["wet.wav"] == value["gains_db"]["dry.wav"]


def test_render_of_a_round_that_might_have_hidden_none(run_json: RunJson, tmp_path: Path) -> None:
    offered, plain = tmp_path / "offered", tmp_path / "plain"
    value = run_json("render", "eq.boost_freq", "--no-change", "--seed", 2, "--out", offered)
    assert value["truth"] == run_json("render", "eq.boost_freq", "--seed", 2, "--out", plain)["truth"]
    assert value["question"]["stated"]["may_be_unchanged"] is True
    assert (offered / "wet.wav").read_bytes() == (plain / "wet.wav").read_bytes()


def test_render_says_where_the_files_are(run: Run, tmp_path: Path) -> None:
    done = run("render", "eq.cut_freq", "--out", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "dry.wav, wet.wav and challenge.json are in" in done.stdout


def test_ask_answers_a_rendered_clip(run_json: RunJson, tmp_path: Path) -> None:
    truth = run_json("render", "eq.boost_freq", "--source", "pink_noise", "--seed", 9, "--out", tmp_path)["truth"]
    advice = run_json("ask", tmp_path / "wet.wav", "--skill", "eq.boost_freq")
    keys = {"skill_id", "choice", "direction", "p_right", "distribution", "evidence", "in_domain", "model_sha256"}
    assert set(advice) >= keys
    assert abs(np.log2(advice["choice"] / truth["choice"])) < 0.5
    assert sum(probability for _, probability in advice["distribution"]) == pytest.approx(1)
    assert set(advice["evidence"][0]) == {"from", "to", "unit", "amount", "amount_unit"}


def test_ask_hears_takes_in_order(run_json: RunJson, tmp_path: Path) -> None:
    truth = run_json("render", "eq.detect", "--source", "pink_noise", "--seed", 9, "--out", tmp_path)["truth"]
    takes = [tmp_path / f"interval_{number}.wav" for number in (1, 2, 3)]
    assert run_json("ask", *takes, "--skill", "eq.detect")["choice"] == truth["choice"]


def test_ask_takes_what_a_question_states(run_json: RunJson, noise_file: Path) -> None:
    boost, cut = (
        run_json("ask", noise_file, "--skill", "eq.cut_freq", "--given", f"direction={direction}")
        for direction in ("boost", "cut")
    )
    assert boost["choice"] != cut["choice"]


def test_ask_leaves_the_size_of_a_gain_to_the_player(run: Run, noise_file: Path) -> None:
    done = run("ask", noise_file, "--skill", "eq.gain_amount")
    assert (done.returncode, done.stdout) == (0, "That one is yours: I do not answer this skill.\n")


def test_ask_says_it_cannot_tell_of_silence(run: Run, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros((48_000, 2)), 48_000)
    done = run("ask", tmp_path / "silence.wav", "--skill", "eq.boost_freq")
    assert done.returncode == 0
    assert done.stdout.startswith("I can't tell.")


def test_doctor_names_every_check(run_json: RunJson) -> None:
    value = run_json("doctor")
    names = [check["name"] for check in value["checks"]]
    assert names == ["python", "packages", "display", "sound", "content", "saves", "models"]
    assert value["ok"] == all(check["ok"] for check in value["checks"])
    assert all(set(check) == {"name", "ok", "says"} for check in value["checks"])


def test_doctor_finds_a_damaged_save_and_leaves_it(run_json: RunJson, saves: Path) -> None:
    saves.mkdir()
    (saves / "own-ears.db").write_bytes(b"not a database" * 100)
    checks = {check["name"]: check for check in run_json("doctor")["checks"]}
    assert not checks["saves"]["ok"]
    assert [path.name for path in saves.iterdir()] == ["own-ears.db"]


def test_check_content_finds_no_fault(run_json: RunJson, tmp_path: Path) -> None:
    value = run_json("check-content", "--mixes", tmp_path)
    assert (value["ok"], value["faults"]) == (True, [])
    assert {f"{source['source_id']}.wav" for source in value["sources"]} == {path.name for path in tmp_path.iterdir()}


def test_play_plays_a_block_from_a_script(run: Run) -> None:
    lines = ["900 2", ""] * 2
    done = run(
        "play",
        "--text",
        "--files",
        "--skill",
        "eq.boost_freq",
        "--cue",
        12,
        "--rounds",
        2,
        stdin="\n".join(lines) + "\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Written down: 900 Hz, fairly sure.") == 2
    assert "2 rounds," in done.stdout


def test_play_asks_for_skill_and_size(run: Run) -> None:
    done = run("play", "--text", "--files", "--rounds", 1, stdin="99\n2\n99\n\n900 1\n\n")
    assert done.returncode == 0, done.stderr
    assert f"Type a number from 1 to {len(SKILLS)}" in done.stdout
    assert "cue of eq.cut_freq must lie between 2" in done.stdout
    assert "It is -15 dB." in done.stdout


def test_play_with_json_prints_one_value(run: Run) -> None:
    done = run("play", "--files", "--skill", "eq.detect", "--cue", 6, "--rounds", 1, "--json", stdin="2 1\n\n")
    assert json.loads(done.stdout)["rounds"] == 1


def test_play_keeps_a_damaged_save_aside(run: Run, saves: Path) -> None:
    saves.mkdir()
    (saves / "own-ears.db").write_bytes(b"not a database" * 100)
    done = run("play", "--text", "--files", stdin="")
    assert done.returncode == 0, done.stderr
    assert "It was kept as own-ears.damaged-" in done.stdout


BAD = {
    "no change of takes": (["render", "eq.detect", "--no-change", "--out", "x"], "answered on a slider, got eq.detect"),
    "unknown command": (["play-loud"], "No such command"),
    "unknown option": (["skills", "--loud"], "No such option"),
    "unknown skill": (["render", "eq.bost_freq", "--out", "x"], "did you mean eq.boost_freq"),
    "cue too small": (["render", "eq.boost_freq", "--cue", "0.1", "--out", "x"], "between 1 (hardest) and 18"),
    "cue not a number": (["render", "eq.boost_freq", "--cue", "loud", "--out", "x"], "not a valid float"),
    "cue nan": (["render", "eq.boost_freq", "--cue", "nan", "--out", "x"], "got nan"),
    "negative seed": (["render", "eq.boost_freq", "--seed", "-1", "--out", "x"], "-1 is not in the range"),
    "unknown source": (["render", "eq.boost_freq", "--source", "pink_nose", "--out", "x"], "pink_noise"),
    "rate too low": (["render", "eq.boost_freq", "--rate", "8000", "--out", "x"], "between 32000 and 192000"),
    "source and audio": (
        ["render", "eq.boost_freq", "--source", "pink_noise", "--audio", "y.wav", "--out", "x"], "leave one out"
    ),
    "missing audio": (["render", "eq.boost_freq", "--audio", "nowhere.wav", "--out", "x"], "nowhere.wav"),
    "no out": (["render", "eq.boost_freq"], "--out"),
    "ask nothing": (["ask", "--skill", "eq.boost_freq"], "FILE"),
    "ask two files": (["ask", "a.wav", "b.wav", "--skill", "eq.boost_freq"], "needs 1 file"),
    "ask one take": (["ask", "a.wav", "--skill", "eq.detect"], "needs 3 files"),
    "ask missing": (["ask", "nowhere.wav", "--skill", "eq.boost_freq"], "nowhere.wav"),
    "given without value": (["ask", "a.wav", "--skill", "eq.boost_freq", "--given", "direction"], "KEY=VALUE"),
    "given parts that are none": (
        ["ask", "a.wav", "--skill", "time.async", "--given", "parts=kick,gong"],
        "got 'gong'",
    ),
    "given sideways": (["ask", "a.wav", "--skill", "eq.boost_freq", "--given", "direction=up"], "boost or cut"),
    "unknown bench row": (["bench", "--only", "render_vs_c"], "render_vs_c"),
    "play unknown skill": (["play", "--text", "--skill", "eq.nothing"], "skill must be one of"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), BAD.values(), ids=BAD)
def test_bad_input_is_one_sentence_and_exit_status_2(
    arguments: list[str], says: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert is_one_sentence(done.stderr), done.stderr
    assert says in done.stderr


@pytest.mark.parametrize("command", ["render", "play"])
def test_a_folder_that_cannot_be_written_is_told(command: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    blocked = tmp_path / "file" / "folder"
    options = ["eq.boost_freq", "--out", blocked] if command == "render" else ["--text", "--saves", blocked]
    done = run(command, *options)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr), done.stderr


def test_every_command_has_help_and_the_common_options() -> None:
    for name, command in cli.commands.items():
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert command.help
        assert "--saves" in shown.output
        assert "--json" in shown.output


def test_listing_commands_do_not_pay_for_scipy_signal() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from game.cli import cli; "
        "[CliRunner().invoke(cli, [name]) for name in ('skills', 'sources')]; print('scipy.signal' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_a_process_of_its_own_does_the_same(run_process: Run, tmp_path: Path) -> None:
    assert json.loads(run_process("render", "eq.detect", "--out", tmp_path, "--json").stdout)["seed"] == 1
    assert is_one_sentence(run_process("render", "eq.detect").stderr)
