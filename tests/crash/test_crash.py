"""A run that is ended at any moment, or has no room, leaves the old files or the new ones, and says what is wrong.

Every command that writes files is killed twice; `REFEXPORT_KILLS=100 python -m pytest tests/crash` kills each a hundred
times, and ends it at every step of its writing.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from crash.commands import COMMANDS, FAMILIES, OLD, ris
from places import PROJECT

KILLS = int(os.environ.get("REFEXPORT_KILLS", "2"))
MANY = KILLS >= 10

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork a process")


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "refexport", *map(str, words)]


def endings(kills: int, *names: str) -> dict[str, Any]:
    """Return what `crash.endings` finds."""
    words = [sys.executable, "-m", "crash.endings", str(kills), *names]
    done = subprocess.run(words, cwd=PROJECT / "tests", stdout=subprocess.PIPE, timeout=120 + 60 * kills, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_that_ends_anywhere_leaves_old_files_or_new_ones(family: str) -> None:
    if any(name.endswith(".zst") for each in FAMILIES[family] for name in COMMANDS[each].outputs):
        pytest.importorskip("zstandard")
    if family == "shards":
        pytest.importorskip("distributed")
    # Dask takes seconds to start, and tests/cluster kills one of its workers.
    names = [name for name in FAMILIES[family] if MANY or name != "shards by two processes"]
    found = endings(KILLS, *names)
    for name, told in found.items():
        print(f"{name}: {told['seconds']} s a run, {told['kills']}, {len(told['steps'])} steps")
    assert {name: told["wrong"] for name, told in found.items() if any(told["wrong"].values())} == {}
    if MANY:
        assert all(told["kills"]["killed"] for told in found.values()), "no run was killed"


def test_every_command_is_in_a_family() -> None:
    assert sorted(name for names in FAMILIES.values() for name in names) == sorted(COMMANDS)


def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path: Path) -> None:
    (tmp_path / "library.ris").write_text(ris(range(20_000)))
    process = subprocess.Popen(
        command("convert", tmp_path / "library.ris", "-o", tmp_path / "out.bib", "-q", "--jobs", "2")
    )
    children: list[str] = []
    place = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not place.parent.exists():
        process.kill()
        pytest.skip("the system does not tell a process's children")
    for _ in range(100):
        children = place.read_text().split()
        if len(children) == 2:
            break
        time.sleep(0.05)
    time.sleep(0.3)
    process.kill()
    process.wait()
    assert len(children) == 2
    for _ in range(100):
        left = [pid for pid in children if is_running(pid)]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"still there: {left}")


def is_running(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_run_that_is_ended_removes_what_it_began(tmp_path: Path) -> None:
    # Standard input stays open: the run waits with its output begun.
    words = command("convert", "-", "-q", "--jobs", "1", "-o", tmp_path / "out.bib")
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    process.stdin.write(ris(range(20_000)).encode())
    process.stdin.flush()
    for _ in range(200):
        if list(tmp_path.glob(".out.bib.*.part")):
            break
        time.sleep(0.05)
    assert list(tmp_path.glob(".out.bib.*.part")), "the output was not begun"
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + signal.SIGTERM, b"refexport: terminated\n")
    assert not list(tmp_path.iterdir())


FULL: dict[str, tuple[list[str], str]] = {
    "an output": (["convert", "a.ris", "--to", "bibtex", "-o", "/dev/full"], "/dev/full"),
    "compressed": (["convert", "a.ris", "--to", "bibtex", "-o", "full.gz"], "full.gz"),
    "standard output": (["convert", "a.ris", "--to", "bibtex"], "standard output"),
    "held back": (["convert", "a.json", "--to", "csl-json", "--strict"], "standard output"),
    "a list": (["bibliography", "a.ris", "-s", "apa"], "standard output"),
    "a list for Word": (["bibliography", "a.ris", "-s", "apa", "--to", "odt", "-o", "/dev/full"], "/dev/full"),
    "findings": (["check", "a.json"], "standard output"),
    "differences": (["diff", "a.ris", "a.json"], "standard output"),
    "a manuscript": (["manuscript", "a.md", "-b", "a.ris", "-s", "apa"], "standard output"),
    "a report": (["convert", "a.ris", "-q", "-o", "a.bib", "--report", "-"], "standard output"),
    "help": (["--help"], "standard output"),
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is full")
@pytest.mark.parametrize("what", FULL)
def test_a_full_disk_is_a_clear_error(what: str, tmp_path: Path) -> None:
    words, named = FULL[what]
    (tmp_path / "a.ris").write_text(ris(range(3)))
    (tmp_path / "a.json").write_text('[{"id": "a", "type": "book", "title": "T"}]')
    (tmp_path / "a.md").write_text("As known [@k1].\n")
    (tmp_path / "full.gz").symlink_to("/dev/full")
    before = sorted(tmp_path.iterdir())
    with open("/dev/full", "w") as full:
        # What Python holds back for standard output, it tries to write once more on the way out.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        done = subprocess.run(command(*words), cwd=tmp_path, env=env, stdout=full, stderr=subprocess.PIPE, timeout=60)
    said = done.stderr.decode().splitlines()
    assert (done.returncode, said[-1]) == (1, f"refexport: {named}: cannot be written: No space left on device")
    assert sorted(tmp_path.iterdir()) == before


def test_a_disk_without_room_keeps_the_old_file(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "library.ris").write_text(ris(range(400)))
    mount = f"mount -t tmpfs -o size=64k tmpfs {disk}"
    if (
        not shutil.which("unshare")
        or subprocess.run(["unshare", "-Urm", "sh", "-c", mount], capture_output=True).returncode
    ):
        pytest.skip("the system lets nobody mount a small disk")
    run = " ".join(command("convert", tmp_path / "library.ris", "-q", "-o", disk / "out.bib"))
    script = f"{mount} && cd {disk} && echo old > out.bib && {run}; echo $?; ls -A; cat out.bib"
    done = subprocess.run(["unshare", "-Urm", "sh", "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["1", "out.bib", "old"]
    assert done.stderr == f"refexport: {disk}/out.bib: cannot be written: No space left on device\n"


def test_temporary_files_that_find_no_room_are_named(tmp_path: Path) -> None:
    (tmp_path / "out.bib").write_bytes(OLD)
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));"
        "from refexport.cli import main; main()"
    )
    words = [sys.executable, "-c", limited, "convert", "-", "-q", "-o", "out.bib"]
    done = subprocess.run(words, input=ris(range(2000)).encode(), cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert b": cannot be written: File too large; TMPDIR names another folder for them\n" in done.stderr
    assert (tmp_path / "out.bib").read_bytes() == OLD
