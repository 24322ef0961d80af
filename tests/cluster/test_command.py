"""`refexport convert` into a folder: what is said, what is refused, and what is missing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cluster.conftest import outputs, ris


def run(folder: Path, *words: str, without: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command line, perhaps as if modules were not installed."""
    hidden = "".join(f"sys.modules[{name!r}] = None; " for name in without)
    program = f"import sys; {hidden}sys.argv[0] = 'refexport'; from refexport.cli import main; main()"
    command = [sys.executable, "-c", program, "convert", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)


TO = ("-o", "out/", "--to", "jsonl")
REFUSED: dict[str, tuple[list[str], str]] = {
    "several outputs": (["in/*.ris", *TO, "-o", "b.ris"], "give one folder with -o"),
    "no format": (["in/*.ris", "-o", "out/"], "with --to"),
    "standard input": (["-", *TO], "standard input is one file"),
    "cited": (["in/*.ris", *TO, "--cited-in", "p.md"], "--cited-in takes records out of all inputs"),
    "report": (["in/*.ris", *TO, "--report", "r.json"], "leave out --report"),
    "jobs": (["in/*.ris", *TO, "--jobs", "2", "--scheduler", "tcp://a:1"], "leave out --jobs"),
    "scheduler alone": (["in/f0.ris", "-o", "b.ris", "--scheduler", "tcp://a:1"], "needs a folder"),
    "compress alone": (["in/f0.ris", "-o", "b.ris", "--compress", "gz"], "by the suffix of -o"),
    "shard keys alone": (["in/f0.ris", "-o", "b.ris", "--shard-keys"], "--shard-keys is for folders"),
    "URL in": (["s3://b/a.ris", "-o", "b.ris"], "s3://b/a.ris: an address is read and written shard by shard"),
    "URL out": (["in/f0.ris", "-o", "s3://b/a.ris"], "s3://b/a.ris: an address is read and written shard by shard"),
    "collision": (["in/f0.ris", "more/f0.ris", *TO], "would both become"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "f0.ris").write_text(ris(0))
    words, message = REFUSED[case]
    done = run(tmp_path, *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("missing", "words", "message"),
    [
        ("fsspec", ["in/*.ris", *TO], "shards need the extra dask: pip install 'refexport[dask]'"),
        ("distributed", ["in/*.ris", *TO], "shards need the extra dask: pip install 'refexport[dask]'"),
        ("s3fs", ["s3://b/*.ris", *TO], "s3://b/*.ris: the driver of its store is missing: Install s3fs to access S3"),
    ],
)
def test_what_is_not_installed(missing: str, words: list[str], message: str, inputs: Path, tmp_path: Path) -> None:
    done = run(tmp_path, *words, "--jobs", "2", without=(missing,))
    assert (done.returncode, done.stderr) == (1, f"refexport: {message}\n")


def test_here_without_dask(inputs: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "in/*.ris", *TO, "--jobs", "1", without=("dask", "distributed"))
    assert (done.returncode, done.stderr) == (0, f"3 shards: 3 converted; 9 records → {tmp_path}/out/\n")


def test_a_dry_run_says_what_would_be_done(inputs: Path, tmp_path: Path) -> None:
    assert run(tmp_path, "in/f0.ris", *TO).returncode == 0
    done = run(tmp_path, "in/*.ris", *TO, "-n")
    assert done.stderr.splitlines() == [
        f"{inputs}/f0.ris → f0.jsonl: done already",
        f"{inputs}/f1.ris → f1.jsonl: not done yet",
        f"{inputs}/f2.ris → f2.jsonl: not done yet",
    ]
    assert sorted(outputs(tmp_path / "out")) == ["f0.jsonl"]


def test_what_failed_is_said_and_makes_the_exit_code(inputs: Path, tmp_path: Path) -> None:
    (inputs / "f1.ris").write_text("Dear colleague\n")
    (inputs / "f2.ris").write_text("Dear colleague\n" + ris(2))
    done = run(tmp_path, "in/*.ris", *TO, "--jobs", "1")
    first, second, last = done.stderr.splitlines()
    assert first.startswith(f"{inputs}/f1.ris:1: ")
    assert second.startswith(f"{inputs}/f2.ris:1: ")
    assert last == f"3 shards: 2 converted, 1 failed; 6 records → {tmp_path}/out/"
    assert done.returncode == 1
    (inputs / "f1.ris").unlink()
    again = run(tmp_path, "in/*.ris", *TO, "--jobs", "1")
    assert (again.returncode, again.stderr.splitlines()[0]) == (1, second)


def test_what_a_strict_shard_would_lose_is_said_with_its_lines(inputs: Path, tmp_path: Path) -> None:
    (inputs / "f1.ris").write_text("Dear colleague\n" + ris(1))
    done = run(tmp_path, "in/*.ris", "-o", "out/", "--to", "csl-json", "--jobs", "1", "--strict", "--shard-keys")
    why, line, where, last = done.stderr.splitlines()
    assert why.startswith(f"{inputs}/f1.ris: 1 error")
    assert line.startswith(f"{inputs}/f1.ris:1: ")
    assert where == f"{inputs}/f1.ris: see {tmp_path}/out/_manifest/f1.json.report.json.gz"
    assert (done.returncode, last) == (1, f"3 shards: 2 converted, 1 failed; 6 records → {tmp_path}/out/")
    assert b'"id":"s0r0:f0"' in (tmp_path / "out" / "f0.json").read_bytes().replace(b": ", b":")


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(4):
        (tmp_path / "in" / f"f{number}.ris").write_text(ris(number, 1500))
    assert run(tmp_path, "in/*.ris", "-o", "whole/", "--to", "bibtex", "--jobs", "1").returncode == 0
    whole = outputs(tmp_path / "whole")
    words = [sys.executable, "-m", "refexport", "convert", "in/*.ris", *("-o", "out/", "--to", "bibtex", "--jobs", "1")]
    for finished in range(1, 4):
        process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list((tmp_path / "out").glob("f*.bib"))) < finished:
            time.sleep(0.01)
        process.kill()
        assert process.wait() == -signal.SIGKILL, "it was not killed half-way"
        found = {name: data for name, data in outputs(tmp_path / "out").items() if not name.endswith(".part")}
        assert found.items() <= whole.items()
    done = run(tmp_path, "in/*.ris", "-o", "out/", "--to", "bibtex", "--jobs", "1")
    assert (done.returncode, "done before" in done.stderr) == (0, True)
    assert {n: d for n, d in outputs(tmp_path / "out").items() if not n.endswith(".part")} == whole
