"""Shards converted in this process: what is done, what is kept, what is refused, and where."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from cluster.conftest import manifest_of, outputs, ris
from fsspec.spec import AbstractBufferedFile

import refexport
from refexport.cluster import Manifest, convert_shards, plan_shards
from refexport.cluster.folders import Folder
from refexport.errors import InputError, OutputError, RefexportError, UsageError
from refexport.output import NewFile


def run(inputs: Path | str, out: Path | str, **options: Any) -> Manifest:
    pattern = f"{inputs}/*.ris" if isinstance(inputs, Path) else inputs
    return convert_shards(pattern, f"{out}/", **{"to": "jsonl", "jobs": 1, **options})


def test_a_shard_is_what_the_file_would_be(inputs: Path, tmp_path: Path) -> None:
    manifest = run(inputs, tmp_path / "out")
    assert sorted(outputs(tmp_path / "out")) == ["f0.jsonl", "f1.jsonl", "f2.jsonl"]
    for number in range(3):
        refexport.convert(inputs / f"f{number}.ris", tmp_path / "one.jsonl")
        assert (tmp_path / "out" / f"f{number}.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    assert (manifest.complete, manifest.records, manifest.converted, manifest.kept) == (True, 9, 3, 0)


def test_the_manifest_says_what_was_done(inputs: Path, tmp_path: Path) -> None:
    (inputs / "f1.ris").write_text(ris(1) + "TY  - JOUR\nZZ  - odd\nDO  - 10.1/x\n")
    run(inputs, tmp_path / "out", to="bibtex", compress="gz")
    entry = manifest_of(tmp_path / "out")["shards"][1]
    data = (tmp_path / "out" / "f1.bib.gz").read_bytes()
    assert (entry["size"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert gzip.decompress(data).startswith(b"@article{s1r0,")
    assert entry["source"] == str(inputs / "f1.ris")
    assert entry["source_state"]["size"] == (inputs / "f1.ris").stat().st_size
    assert json.loads((tmp_path / "out" / "_manifest" / "f1.bib.gz.json").read_text()) == entry
    report = json.loads(gzip.decompress((tmp_path / "out" / entry["report"]).read_bytes()))
    assert report["records"] == entry["records"] == 4
    assert sum(entry["diagnostics"].values()) == len(report["diagnostics"]) > 0
    assert sum(entry["losses"].values()) == len(report["losses"])


def test_folders_below_a_pattern_are_kept(tmp_path: Path) -> None:
    for name in ("a/x.ris", "b/x.ris", "b/.hidden.ris"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(ris(len(name)))
    run(f"{tmp_path}/in/**/*.ris", tmp_path / "out")
    assert sorted(outputs(tmp_path / "out")) == ["a/x.jsonl", "b/x.jsonl"]


def test_a_name_with_brackets_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "a[1].ris").write_text(ris(1))
    manifest = run(f"{tmp_path}/a[1].ris", tmp_path / "out[2]")
    assert [entry.output for entry in manifest.shards] == ["a[1].jsonl"]
    assert run(f"{tmp_path}/a[1].ris", tmp_path / "out[2]").kept == 1


def test_a_second_run_does_nothing(inputs: Path, tmp_path: Path) -> None:
    first = run(inputs, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.jsonl")}
    second = run(inputs, tmp_path / "out")
    assert (second.complete, second.converted, second.kept, second.records) == (True, 0, 3, 9)
    assert second.shards == first.shards
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.jsonl")}


def _change_source(inputs: Path, out: Path) -> None:
    (inputs / "f1.ris").write_text(ris(7))


def _touch_source(inputs: Path, out: Path) -> None:
    os.utime(inputs / "f1.ris", (1, 1))


def _remove_output(inputs: Path, out: Path) -> None:
    (out / "f1.jsonl").unlink()


def _cut_output(inputs: Path, out: Path) -> None:
    (out / "f1.jsonl").write_text("{}\n")


def _alter_output(inputs: Path, out: Path) -> None:
    data = (out / "f1.jsonl").read_text()
    (out / "f1.jsonl").write_text(data.replace("mice", "mite"))
    os.utime(out / "f1.jsonl", (1, 1))


def _spoil_entry(inputs: Path, out: Path) -> None:
    (out / "_manifest" / "f1.jsonl.json").write_text("{}")


def _older_version(inputs: Path, out: Path) -> None:
    path = out / "_manifest" / "f1.jsonl.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "refexport": "0.0.1"}))


CHANGES = {
    _change_source: "the input changed",
    _touch_source: "the input changed",
    _remove_output: "the output is gone",
    _cut_output: "the output was changed",
    _alter_output: "the output may have been changed",
    _spoil_entry: "not done yet",
    _older_version: "made by refexport 0.0.1",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_only_what_changed_is_done_again(change: Callable[[Path, Path], None], inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(inputs, out)
    change(inputs, out)
    planned = plan_shards(f"{inputs}/*.ris", f"{out}/", to="jsonl")
    assert [each.reason for each in planned] == [None, CHANGES[change], None]
    manifest = run(inputs, out)
    assert (manifest.converted, manifest.kept, manifest.complete) == (1, 2, True)
    run(inputs, tmp_path / "fresh")
    assert outputs(out) == outputs(tmp_path / "fresh")
    assert run(inputs, out).kept == 3


def test_an_output_that_was_only_copied_is_kept(inputs: Path, tmp_path: Path) -> None:
    run(inputs, tmp_path / "out")
    os.utime(tmp_path / "out" / "f1.jsonl", (1, 1))
    manifest = run(inputs, tmp_path / "out")
    assert (manifest.converted, manifest.kept) == (0, 3)
    assert (tmp_path / "out" / "f1.jsonl").stat().st_mtime == 1
    assert [each.reason for each in plan_shards(f"{inputs}/*.ris", f"{tmp_path}/out/", to="jsonl")] == [None] * 3


def test_other_options_make_all_stale(inputs: Path, tmp_path: Path) -> None:
    run(inputs, tmp_path / "out", to="ris")
    assert run(inputs, tmp_path / "out", to="ris", target="endnote").converted == 3
    (tmp_path / "journals.csv").write_text("Journal of Mice;J. Mice\n")
    lists = tmp_path / "journals.csv"
    assert run(inputs, tmp_path / "out", to="ris", target="endnote", journals=lists).converted == 3
    lists.write_text("Journal of Mice;J Mice\n")
    assert run(inputs, tmp_path / "out", to="ris", target="endnote", journals=lists).converted == 3
    assert run(inputs, tmp_path / "out", to="ris", target="endnote", journals=lists).kept == 3


def test_shards_of_other_inputs_stay_in_the_manifest(inputs: Path, tmp_path: Path) -> None:
    run(inputs, tmp_path / "out")
    manifest = run(f"{inputs}/f2.ris", tmp_path / "out")
    assert ([e.output for e in manifest.shards], [e.output for e in manifest.others]) == (
        ["f2.jsonl"],
        ["f0.jsonl", "f1.jsonl"],
    )


def test_a_broken_shard_stops_no_other(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(inputs, out)
    old = (out / "f1.jsonl").read_bytes()
    whole = gzip.compress(ris(1, 4000).encode())
    (inputs / "f1.ris").write_bytes(whole[: len(whole) // 2])
    (inputs / "f3.ris").write_text("Dear colleague\n")
    (inputs / "f4.ris").write_text(ris(4))
    manifest = run(inputs, out)
    assert [(entry.output, entry.error is None) for entry in manifest.shards] == [
        ("f0.jsonl", True),
        ("f1.jsonl", False),
        ("f2.jsonl", True),
        ("f3.jsonl", False),
        ("f4.jsonl", True),
    ]
    assert manifest.complete is False
    assert "f1.ris: the compressed data is cut off" in str(manifest.shards[1].error)
    assert "f3.ris:1: " in str(manifest.shards[3].error)
    assert manifest_of(out)["shards"][3]["error"] == manifest.shards[3].error
    # What stood there stands there; there is no part of a file.
    assert sorted(outputs(out)) == ["f0.jsonl", "f1.jsonl", "f2.jsonl", "f4.jsonl"]
    assert (out / "f1.jsonl").read_bytes() == old
    (inputs / "f1.ris").write_bytes(whole)
    (inputs / "f3.ris").write_text(ris(3))
    mended = run(inputs, out)
    assert (mended.complete, mended.converted, mended.kept) == (True, 2, 3)


def test_strict_writes_no_shard_that_loses(inputs: Path, tmp_path: Path) -> None:
    (inputs / "f1.ris").write_text("Dear colleague\n" + ris(1))
    manifest = run(inputs, tmp_path / "out", to="csl-json", strict=True)
    assert [entry.output for entry in manifest.failed] == ["f1.json"]
    assert sorted(outputs(tmp_path / "out")) == ["f0.json", "f2.json"]


def test_an_input_that_changes_under_way_is_not_taken(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from refexport.cluster import shard

    real = shard.convert

    def convert(sources: list[Any], *args: Any, **options: Any) -> None:
        if sources[0].name.endswith("f1.ris"):
            (inputs / "f1.ris").write_text(ris(8, 9))
        real(sources, *args, **options)

    monkeypatch.setattr(shard, "convert", convert)
    manifest = run(inputs, tmp_path / "out")
    assert "f1.ris: was changed while it was converted; run again" in str(manifest.shards[1].error)
    assert sorted(outputs(tmp_path / "out")) == ["f0.jsonl", "f2.jsonl"]


def test_a_run_that_is_interrupted_goes_on_where_it_was(inputs: Path, tmp_path: Path) -> None:
    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(inputs, tmp_path / "out", progress=stop)
    assert manifest_of(tmp_path / "out")["complete"] is False
    assert sorted(outputs(tmp_path / "out")) == ["f0.jsonl"]
    manifest = run(inputs, tmp_path / "out")
    assert (manifest.converted, manifest.kept, manifest.complete) == (2, 1, True)


def test_progress_is_told(inputs: Path, tmp_path: Path) -> None:
    counts: list[int] = []
    shares: list[float] = []
    run(inputs, tmp_path / "out", progress=counts.append, share=shares.append)
    assert counts == [3, 6, 9]
    assert shares == pytest.approx([1 / 3, 2 / 3, 1])


REFUSED: dict[str, tuple[Callable[[Path], Any], type[RefexportError], str]] = {
    "no folder": (lambda p: convert_shards(f"{p}/in/*.ris", f"{p}/out", to="jsonl"), UsageError, "end its name with /"),
    "no match": (lambda p: run(f"{p}/in/*.bib", p / "out"), UsageError, r"\*.bib: no such file"),
    "an input folder": (lambda p: run(f"{p}/in/", p / "out"), UsageError, r"is a folder; name the files in it, as "),
    "into the inputs": (lambda p: run(p / "in", p / "in"), UsageError, "f0.ris: lies in the output folder"),
    "no protocol": (lambda p: run("nope://a/*.ris", p / "out"), UsageError, "nope://a/.*: Protocol not known"),
    "within": (lambda p: run("zip://*.ris::a.zip", p / "out"), UsageError, "URLs within URLs are not read"),
    "no format": (lambda p: run(p / "in", p / "out", to="jsnl"), UsageError, "did you mean jsonl"),
    "compression": (lambda p: run(p / "in", p / "out", compress="rar"), UsageError, "'rar'; use gz, xz, zst"),
    "divided": (lambda p: run(p / "in", p / "out", to="ris", target="rayyan"), UsageError, "write one file"),
    "both": (lambda p: run(p / "in", p / "out", scheduler="tcp://a:1", jobs=2), UsageError, "leave out either"),
    "in memory": (lambda p: run(p / "in", "memory://out", jobs=2), UsageError, "out of the reach of others"),
    "address": (
        lambda p: convert_shards(f"{p}/in/*.ris", f"{p}/out/", to="ris", scheduler="no://a"),
        UsageError,
        "no://a: not the address of a scheduler",
    ),
    "a file in the way": (lambda p: run(p / "in", p / "in" / "f0.ris"), OutputError, "cannot be written"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, inputs: Path, tmp_path: Path) -> None:
    call, error, message = REFUSED[case]
    with pytest.raises(error, match=message) as caught:
        call(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.fixture
def memory() -> Iterator[Any]:
    """The memory of this process as a file system, empty."""
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield fs
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


def fill(fs: Any, count: int = 3) -> None:
    for number in range(count):
        fs.pipe(f"/in/f{number}.ris.gz", gzip.compress(ris(number).encode()))


def test_in_memory(memory: Any, tmp_path: Path) -> None:
    fill(memory)
    manifest = run("memory://in/*.ris.gz", "memory://out")
    assert [entry.source for entry in manifest.shards] == [f"memory://in/f{n}.ris.gz" for n in range(3)]
    assert sorted(memory.find("/out")) == [
        "/out/_manifest.json",
        *(f"/out/_manifest/f{n}.jsonl{rest}" for n in range(3) for rest in (".json", ".report.json.gz")),
        *(f"/out/f{n}.jsonl" for n in range(3)),
    ]
    (tmp_path / "f1.ris").write_text(ris(1))
    refexport.convert(tmp_path / "f1.ris", tmp_path / "f1.jsonl")
    assert memory.cat("/out/f1.jsonl") == (tmp_path / "f1.jsonl").read_bytes()
    memory.pipe("/in/f1.ris.gz", gzip.compress(ris(5).encode()))
    memory.rm("/out/f2.jsonl")
    again = run("memory://in/*.ris.gz", "memory://out")
    assert (again.converted, again.kept, again.complete) == (2, 1, True)
    assert b"s5r0" in memory.cat("/out/f1.jsonl")


def test_in_memory_a_broken_shard_leaves_what_stood_there(memory: Any) -> None:
    fill(memory)
    run("memory://in/*.ris.gz", "memory://out")
    old = memory.cat("/out/f1.jsonl")
    memory.pipe("/in/f1.ris.gz", gzip.compress(ris(1, 9000).encode())[:-9])
    manifest = run("memory://in/*.ris.gz", "memory://out")
    assert [entry.output for entry in manifest.failed] == ["f1.jsonl"]
    assert memory.cat("/out/f1.jsonl") == old
    assert not [path for path in memory.find("/out") if path.endswith(".part")]


class _Upload(AbstractBufferedFile):
    """An object whose parts are put together when it is closed, as those of S3 are."""

    def _initiate_upload(self) -> None:
        self.parts: list[bytes] = []

    def _upload_chunk(self, final: bool = False) -> bool:
        self.parts.append(self.buffer.getvalue())
        if final:
            self.fs.store[self.path] = b"".join(self.parts)
        return True


class _Objects(fsspec.AbstractFileSystem):
    """A store of objects."""

    protocol = "s3"
    cachable = False
    store: dict[str, bytes] = {}

    def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        return _Upload(self, path, mode, block_size=1000) if mode == "wb" else io.BytesIO(self.store[path])

    def info(self, path: str, **options: Any) -> dict[str, Any]:
        return {"name": path, "size": len(self.store[path]), "type": "file", "ETag": f'"{hash(self.store[path])}"'}

    def find(self, path: str, *args: Any, **options: Any) -> dict[str, Any]:
        return {name: self.info(name) for name in self.store if name.startswith(path + "/")}

    def cat(self, paths: list[str], **options: Any) -> dict[str, bytes]:
        return {path: self.store[path] for path in paths}


registry = sys.modules["fsspec.registry"]
"""The module, which the package hides behind its table."""


@pytest.fixture
def objects() -> Iterator[dict[str, bytes]]:
    fsspec.register_implementation("s3", _Objects, clobber=True)
    yield _Objects.store
    registry._registry.pop("s3")
    _Objects.store.clear()


def test_an_object_is_there_when_it_is_complete_and_not_before(objects: dict[str, bytes]) -> None:
    folder = Folder("s3://b/out/")
    folder.write("a.txt", ["old"], "run")
    file = NewFile(folder.place("a.txt", "run"))
    file.write("new" * 10_000)
    file.discard()
    del file
    assert objects == {"b/out/a.txt": b"old"}

    def fails() -> Iterator[str]:
        yield "new" * 10_000
        raise InputError("enough")

    with pytest.raises(InputError):
        folder.write("a.txt", fails(), "run")
    assert objects == {"b/out/a.txt": b"old"}
    folder.write("a.txt", ["new" * 10_000], "run")
    assert objects == {"b/out/a.txt": b"new" * 10_000}


def test_into_a_store_of_objects(objects: dict[str, bytes], inputs: Path) -> None:
    assert run(inputs, "s3://b/out").complete
    (inputs / "f1.ris").write_text("Dear colleague\n")
    before = objects["b/out/f1.jsonl"]
    assert (run(inputs, "s3://b/out").kept, objects["b/out/f1.jsonl"]) == (2, before)
    assert sorted(name for name in objects if "_manifest" not in name) == [f"b/out/f{n}.jsonl" for n in range(3)]


def _keys(folder: Path, suffix: str) -> list[str]:
    found = [refexport.read(path) for path in sorted(folder.rglob(f"*{suffix}")) if "_manifest" not in str(path)]
    return [str(record.id) for records in found for record in records]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("to", "suffix"), [("bibtex", ".bib"), ("csl-json", ".json"), ("ris", ".ris")])
def test_keys_of_shards_differ_where_that_is_asked_for(to: str, suffix: str, jobs: int, tmp_path: Path) -> None:
    # Clashes within a shard get letters, or in BibTeX numbers, which must not make a key of another shard.
    text = "".join(f"TY  - BOOK\nID  - {key}\nTI  - T\nER  - \n\n" for key in ("k", "k", "K", "ü", "ü-2", "k:f1"))
    for name in ("f1", "f1a", "f1-2", "2/f1", "2"):
        path = tmp_path / "in" / f"{name}.ris"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    convert = {"to": to, "jobs": 1, "shard_keys": True}
    for name in ("f1", "f1a", "f1-2", "2/f1", "2"):
        refexport.convert(tmp_path / "in" / f"{name}.ris", tmp_path / f"alone{suffix}", jobs=jobs, key_suffix=":x")
        alone = [str(record.id).removesuffix(":x") for record in refexport.read(tmp_path / f"alone{suffix}")]
        assert len({key.lower() for key in alone} if to == "bibtex" else set(alone)) == 6
    manifest = run(f"{tmp_path}/in/**/*.ris", tmp_path / "out", **convert)
    keys = _keys(tmp_path / "out", suffix)
    assert len(keys) == len({key.lower() if to == "bibtex" else key for key in keys}) == 30
    assert "k:2_f1" in keys
    assert {entry.options["keys"] for entry in manifest.shards} == {"shard"}
    # Each goes by its own name alone: what is converted later changes no other.
    before = outputs(tmp_path / "out")
    (tmp_path / "in" / "a.ris").write_text(text)
    again = run(f"{tmp_path}/in/**/*.ris", tmp_path / "out", **convert)
    assert (again.converted, again.kept) == (1, 5)
    assert before.items() <= outputs(tmp_path / "out").items()


def test_asking_for_other_keys_converts_again(inputs: Path, tmp_path: Path) -> None:
    run(inputs, tmp_path / "out")
    manifest = run(inputs, tmp_path / "out", shard_keys=True)
    assert (manifest.converted, manifest.kept) == (3, 0)
    assert not [one for entry in manifest.shards for one in entry.diagnostics]


def test_shards_whose_keys_would_end_alike_are_refused(tmp_path: Path) -> None:
    for name in ("a_b", "a-b"):
        (tmp_path / f"{name}.ris").write_text(ris(1))
    with pytest.raises(UsageError, match=r"the keys of a-b\.jsonl and a_b\.jsonl would both end with :a_b; rename"):
        run(f"{tmp_path}/*.ris", tmp_path / "out", shard_keys=True)
    run(f"{tmp_path}/a_b.ris", tmp_path / "out", shard_keys=True)
    with pytest.raises(UsageError, match="would both end with :a_b"):
        run(f"{tmp_path}/a-b.ris", tmp_path / "out", shard_keys=True)


def test_a_shard_that_failed_has_a_report(inputs: Path, tmp_path: Path) -> None:
    (inputs / "f0.ris").write_bytes(gzip.compress(ris(0, 2000).encode())[:-20])
    (inputs / "f1.ris").write_text("Dear colleague\n" + ris(1) + "TY  - JOUR\nTI  - No end\n")
    (inputs / "f2.ris").write_text("Dear colleague\n")
    manifest = run(inputs, tmp_path / "out", to="csl-json", strict=True)
    told = {}
    for entry in manifest.failed:
        assert entry.report == f"_manifest/{entry.output}.report.json.gz"
        told[entry.output] = json.loads(gzip.decompress((tmp_path / "out" / entry.report).read_bytes()))
        assert sum(entry.diagnostics.values()) == len(told[entry.output]["diagnostics"])
        assert entry.first_errors
    assert sorted(told) == ["f0.json", "f1.json", "f2.json"]
    assert [(one["source"], one["line"]) for one in told["f1.json"]["diagnostics"]][:2] == [
        (str(inputs / "f1.ris"), 1),
        (str(inputs / "f1.ris"), 29),
    ]
    assert told["f0.json"]["diagnostics"][-1]["message"].startswith("the compressed data is cut off")
    assert told["f2.json"]["diagnostics"][0]["line"] == 1


def test_what_a_killed_run_left_is_removed_and_what_another_writes_is_not(tmp_path: Path) -> None:
    for name in ("a.ris", "2/b.ris"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(ris(1))
    run(f"{tmp_path}/in/**/*.ris", tmp_path / "out")
    out, end = tmp_path / "out", "0123456789ab.01234567.part"
    left = [out / f".a.jsonl.{end}", out / f"2/.b.jsonl.{end}", out / f"_manifest/2/.b.jsonl.json.{end}"]
    for path in (*left, out / "notes.part"):
        path.write_text("half")
    other = NewFile(Folder(f"{out}/").place("a.jsonl", "ba9876543210"))
    run(f"{tmp_path}/in/**/*.ris", tmp_path / "out")
    assert [path.exists() for path in left] == [False, False, False]
    assert (out / "notes.part").exists()
    assert len(list(out.glob(".a.jsonl.ba9876543210.*.part"))) == 1
    other.discard()
