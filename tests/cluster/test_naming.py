"""What shards are called, and what is refused."""

from __future__ import annotations

import pytest

from refexport.cluster.naming import fixed, is_folder, is_hidden, is_url, public, refuse_collisions, shard_name
from refexport.errors import UsageError


@pytest.mark.parametrize(
    ("relative", "suffix", "name"),
    [
        ("pubmed26n0001.xml.gz", ".jsonl", "pubmed26n0001.jsonl"),
        ("PUBMED.XML.GZ", ".ris.gz", "PUBMED.ris.gz"),
        ("2026/a.b.ris", ".bib", "2026/a.b.bib"),
        ("library", ".jsonl", "library.jsonl"),
        ("x.zst", ".ris.xz", "x.ris.xz"),
    ],
)
def test_shard_name(relative: str, suffix: str, name: str) -> None:
    assert shard_name(relative, suffix) == name


@pytest.mark.parametrize(
    ("path", "folder"),
    [("in/*.ris", "in/"), ("b/2026-*/x/*.ris", "b/"), ("in/a.ris", "in/"), ("*.ris", ""), ("in/a?/[bc].ris", "in/")],
)
def test_fixed(path: str, folder: str) -> None:
    assert fixed(path) == folder


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sftp://me:secret@host/a.ris", "sftp://me@host/a.ris"),
        ("https://host/a.ris?key=secret", "https://host/a.ris"),
        ("s3://bucket/a?.ris", "s3://bucket/a?.ris"),
    ],
)
def test_no_secret_is_shown(url: str, shown: str) -> None:
    assert public(url) == shown


def test_what_a_pattern_passes_over() -> None:
    names = ["a.ris", ".a.ris", "b/.c/a.ris", "_manifest.json", "_manifest/a.jsonl.json", "_manifest"]
    assert [name for name in names if not is_hidden(name)] == ["a.ris", "_manifest"]


def test_folder_and_url() -> None:
    assert [is_folder(name) for name in ("out/", "s3://b/out/", "out", "/")] == [True, True, False, False]
    assert [is_url(name) for name in ("s3://b/a", "C:/a", "a/b", "memory://a")] == [True, False, False, True]


@pytest.mark.parametrize(
    ("named", "anycase", "message"),
    [
        (
            [("a/x.ris", "x.jsonl"), ("b/x.ris", "x.jsonl")],
            False,
            "a/x.ris and b/x.ris would both become out/x.jsonl; ",
        ),
        ([("a/x.ris", "x.jsonl"), ("a/X.ris", "X.jsonl")], True, "would both become out/X.jsonl; "),
        ([("_manifest.ris", "_manifest.json")], False, "is the manifest's; rename the input"),
        ([("_manifest/a.ris", "_manifest/a.json")], False, "is the manifest's; rename the input"),
    ],
)
def test_collisions(named: list[tuple[str, str]], anycase: bool, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        refuse_collisions(named, "out/", anycase)


def test_names_in_other_case_are_two_where_the_store_says_so() -> None:
    refuse_collisions([("a/x.ris", "x.jsonl"), ("a/X.ris", "X.jsonl")], "s3://out/", False)
