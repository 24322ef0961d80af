"""A run that is killed, or has no room, leaves the old file or the new one; the same input gives the same bytes.

Killed ten times; `REFEXPORT_KILLS=100 python -m pytest tests/test_crash.py` kills a hundred times.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = int(os.environ.get("REFEXPORT_KILLS", "10"))
RECORD = "TY  - JOUR\nTI  - Of mice {}\nAU  - Lu, Yan\nPY  - 2020\nKW  - b\nKW  - a\nZZ  - odd\nER  - \n\n"
OLD = "@book{old, title = {Stood here before}}\n"


def library(folder: Path, count: int) -> Path:
    path = folder / "library.ris"
    path.write_text("".join(map(RECORD.format, range(count))))
    return path


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "refexport", *map(str, words)]


def test_a_killed_run_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    source, output = library(tmp_path, 4000), tmp_path / "out.bib"
    words = command("convert", source, "-o", output, "-q", "--jobs", "2")
    start = time.monotonic()
    subprocess.run(words, check=True, timeout=60)
    whole, seconds = output.read_text(), time.monotonic() - start
    rnd = random.Random(6)
    killed = 0
    for _ in range(KILLS):
        output.write_text(OLD)
        process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        time.sleep(rnd.uniform(0, seconds * 1.1))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert output.read_text() in (OLD, whole), "a mixture"
    assert killed, "no run was killed"


def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path: Path) -> None:
    source = library(tmp_path, 40_000)
    process = subprocess.Popen(command("convert", source, "-o", tmp_path / "out.bib", "-q", "--jobs", "2"))
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is full")
def test_a_full_disk_is_a_clear_error(tmp_path: Path) -> None:
    done = subprocess.run(
        command("convert", library(tmp_path, 10), "--to", "bibtex", "-o", "/dev/full"), capture_output=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == "refexport: /dev/full: cannot be written: No space left on device"


def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    source, output = library(tmp_path, 4000), tmp_path / "out.bib"
    output.write_text(OLD)
    # A limit to the size of files stands in for a disk: the same call fails in the same place.
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));"
        "from refexport.cli import main; sys.argv[0] = 'refexport'; main()"
    )
    words = [sys.executable, "-c", limited, "convert", str(source), "-q", "-o", str(output)]
    done = subprocess.run(words, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert "out.bib: cannot be written: " in done.stderr.decode()
    assert output.read_text() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library.ris", "out.bib"]


@pytest.mark.parametrize("to", ["bibtex", "ris", "csl-json", "mods", "endnote-xml", "csv", "hayagriva"])
def test_the_seed_of_hashes_changes_nothing(to: str, tmp_path: Path) -> None:
    source = library(tmp_path, 200)
    found = set()
    for seed in ("1", "2"):
        words = command("convert", source, "--to", to, "--report", tmp_path / "report.json")
        done = subprocess.run(words, capture_output=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": seed})
        assert done.returncode == 0, done.stderr
        found.add((done.stdout, done.stderr, (tmp_path / "report.json").read_bytes()))
    assert len(found) == 1


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_compressed_output_is_the_same_every_time_and_reads_back(suffix: str, tmp_path: Path) -> None:
    if suffix == ".zst":
        pytest.importorskip("zstandard")
    source = library(tmp_path, 50)
    subprocess.run(command("convert", source, "-q", "-o", tmp_path / "plain.bib"), check=True, timeout=60)
    contents = set()
    for name in ("a", "b"):
        path = tmp_path / f"{name}.bib{suffix}"
        subprocess.run(command("convert", source, "-q", "-o", path), check=True, timeout=60)
        contents.add(path.read_bytes())
    assert len(contents) == 1
    words = command("convert", tmp_path / f"a.bib{suffix}", "--to", "jsonl")
    packed = subprocess.run(words, capture_output=True, check=True, timeout=60).stdout
    words = command("convert", tmp_path / "plain.bib", "--to", "jsonl")
    assert packed == subprocess.run(words, capture_output=True, check=True, timeout=60).stdout != b""
