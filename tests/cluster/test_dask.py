"""Shards converted by the workers of a Dask cluster: two real processes, one of them killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from cluster.conftest import manifest_of, outputs, ris
from distributed import Client, LocalCluster

from refexport.cluster import Entry, Manifest, convert_shards
from refexport.cluster import distribution as of_workers
from refexport.cluster.shard import Outcome, Settings, Shard, convert_shard
from refexport.errors import RefexportError, UsageError

COUNT = 6


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    """Two worker processes."""
    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": "CRITICAL"}
    with LocalCluster(n_workers=2, **options) as cluster:
        yield cluster


@pytest.fixture
def cluster(workers: LocalCluster) -> LocalCluster:
    """The same, when both are there: a test may have killed them."""
    workers.wait_for_workers(2, timeout=30)
    return workers


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A folder of files that take a while."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"f{number}.ris").write_text(ris(number, 3000))
    return folder


def told(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return what entries say that does not depend on the folder and the time."""
    names = [name for name in Entry.__struct_fields__ if name != "output_state"]
    return [{name: getattr(entry, name) for name in names} for entry in entries]


class Run(threading.Thread):
    """A run that goes on beside the test."""

    def __init__(self, inputs: Path, out: Path, scheduler: str) -> None:
        super().__init__()
        self.words = (f"{inputs}/*.ris", f"{out}/")
        self.scheduler = scheduler
        self.manifest: Manifest | None = None

    def run(self) -> None:
        self.manifest = convert_shards(*self.words, to="bibtex", scheduler=self.scheduler)


def kill_one(cluster: LocalCluster, out: Path, run: Run) -> Path | None:
    """Kill a worker while it writes a shard; return what it left of that, nothing if none was caught at it."""
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        while run.is_alive():
            for address, keys in client.processing().items():
                for number in (key.rpartition("-")[2] for key in keys):
                    left = list(out.glob(f".f{number}.bib.*.part"))
                    worker = next(nanny for nanny in cluster.workers.values() if nanny.worker_address == address)
                    if left and worker.pid:
                        os.kill(worker.pid, signal.SIGKILL)
                        time.sleep(0.1)
                        if left[0].exists():
                            return left[0]
            time.sleep(0.02)
    return None


def test_a_worker_that_is_killed_half_way_costs_a_retry_and_no_record(
    cluster: LocalCluster, large: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run = Run(large, out, cluster.scheduler_address)
    run.start()
    left = kill_one(cluster, out, run)
    run.join(60)
    assert left is not None, "no worker was killed while it wrote a shard"
    assert run.manifest is not None
    assert (run.manifest.complete, run.manifest.converted, run.manifest.records) == (True, COUNT, COUNT * 3000)
    calm = convert_shards(f"{large}/*.ris", f"{tmp_path}/calm/", to="bibtex", jobs=1)
    assert outputs(out) == outputs(tmp_path / "calm")
    assert told(run.manifest.shards) == told(calm.shards)
    assert not left.exists(), "what the killed worker left was not cleared away"


def test_a_second_run_gives_the_workers_only_what_is_missing(
    cluster: LocalCluster, inputs: Path, tmp_path: Path
) -> None:
    (inputs / "f3.ris").write_text("Dear colleague\n")
    words = (f"{inputs}/*.ris", f"{tmp_path}/out/")
    first = convert_shards(*words, to="jsonl", scheduler=cluster.scheduler_address)
    assert (first.converted, [entry.output for entry in first.failed]) == (3, ["f3.jsonl"])
    (inputs / "f3.ris").write_text(ris(3))
    (tmp_path / "out" / "f0.jsonl").unlink()
    os.utime(tmp_path / "out" / "f1.jsonl", (1, 1))
    second = convert_shards(*words, to="jsonl", scheduler=cluster.scheduler_address)
    assert (second.converted, second.kept, second.complete) == (2, 2, True)
    convert_shards(f"{inputs}/*.ris", f"{tmp_path}/fresh/", to="jsonl", jobs=1)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "fresh")


def deadly(shard: Shard, settings: Settings) -> Outcome:
    """End the process at one of the shards, as one that takes all memory does."""
    if shard.output == "f1.jsonl":
        os.kill(os.getpid(), signal.SIGKILL)
    return convert_shard(shard, settings)


def test_a_shard_that_kills_its_workers_stops_no_other(
    cluster: LocalCluster, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 1)
    monkeypatch.setattr(of_workers, "convert_shard", deadly)
    manifest = convert_shards(f"{inputs}/*.ris", f"{tmp_path}/out/", to="jsonl", scheduler=cluster.scheduler_address)
    assert [entry.output for entry in manifest.failed] == ["f1.jsonl"]
    assert "workers died of it" in str(manifest.failed[0].error)
    assert sorted(outputs(tmp_path / "out")) == ["f0.jsonl", "f2.jsonl"]


def test_workers_of_another_version_are_refused(
    cluster: LocalCluster, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_workers, "__version__", "9.9.9")
    with pytest.raises(RefexportError, match=r"this worker has refexport .*, not 9\.9\.9; install the same"):
        convert_shards(f"{inputs}/*.ris", f"{tmp_path}/out/", to="jsonl", scheduler=cluster.scheduler_address)


def test_in_memory_needs_workers_in_this_process(cluster: LocalCluster) -> None:
    fs = fsspec.filesystem("memory")
    for number in range(8):
        fs.pipe(f"/in/f{number}.ris", ris(number, 50).encode())
    words = ("memory://in/*.ris", "memory://out/")
    try:
        with pytest.raises(UsageError, match="out of the reach of the workers; use jobs=1"):
            convert_shards(*words, to="jsonl", scheduler=cluster.scheduler_address)
        with Client(processes=False, n_workers=1, threads_per_worker=4, dashboard_address="127.0.0.1:0") as client:
            manifest = convert_shards(*words, to="jsonl", scheduler=client)
        assert (manifest.complete, manifest.converted, manifest.records) == (True, 8, 400)
        threaded = {path: fs.cat(path) for path in fs.find("/out") if "_manifest" not in path}
        fs.rm("/out", recursive=True)
        convert_shards(*words, to="jsonl", jobs=1)
        alone = {path: fs.cat(path) for path in fs.find("/out") if "_manifest" not in path}
        assert threaded == alone
        assert len(alone) == 8
    finally:
        fs.store.clear()
        fs.pseudo_dirs[:] = [""]


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "refexport", "convert", *map(str, words)]


def is_gone(group: int) -> bool:
    """Return whether all processes of a group end, within a few seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_the_command_starts_processes_of_its_own(inputs: Path, tmp_path: Path) -> None:
    words = command("in/*.ris", "-o", "out/", "--to", "jsonl", "--compress", "gz", "--jobs", "2")
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"3 shards: 3 converted; 9 records → {tmp_path}/out/\n"
    assert sorted(outputs(tmp_path / "out")) == [f"f{number}.jsonl.gz" for number in range(3)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.stderr == f"3 shards: 0 converted, 3 done before; 9 records → {tmp_path}/out/\n"


def test_an_interrupted_command_leaves_finished_shards_and_no_process(large: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = command(f"{large}/*.ris", "-o", f"{out}/", "--to", "bibtex", "--jobs", "2")
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while process.poll() is None and not list(out.glob("f*.bib")):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "\nrefexport: interrupted\n")
    finished = outputs(out)
    assert 0 < len(finished) < COUNT
    assert not [name for name in finished if name.endswith(".part")]
    manifest = manifest_of(out)
    assert manifest["complete"] is False
    assert {entry["output"] for entry in manifest["shards"]} <= set(finished)
    assert is_gone(process.pid)
    done = convert_shards(f"{large}/*.ris", f"{out}/", to="bibtex", jobs=1)
    assert (done.complete, done.converted + done.kept) == (True, COUNT)
    assert done.kept >= len(manifest["shards"])
