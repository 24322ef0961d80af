"""Our citations in Markdown beside pandoc's, on the same text and style, but for listed differences with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from manuscript.pandoc import citations, pandoc, plain
from manuscript.test_markdown import CASES, STYLES, SYNTAX

from refexport import Report, cite_manuscript
from refexport.styles import find_style

LISTED = json.loads((CASES / "pandoc.json").read_text(encoding="utf-8"))


def test_the_same_citations_are_found() -> None:
    differing = {}
    for case in SYNTAX:
        ours = [
            [
                (cite["key"], _mode(cite, found.get("in text", False) and not index))
                for index, cite in enumerate(found["cites"])
            ]
            for found in case["found"]
            if "cites" in found
        ]
        theirs = citations(case["text"])
        if ours != theirs:
            differing[case["text"]] = (ours, theirs)
    assert set(differing) == set(LISTED["syntax"]), differing


def _mode(cite: dict[str, object], in_text: bool) -> str:
    return "SuppressAuthor" if cite.get("bare") else "AuthorInText" if in_text else "NormalCitation"


@pytest.mark.parametrize("style", STYLES)
def test_the_same_document_comes_out(style: str, tmp_path: Path) -> None:
    path = find_style(style).path
    source = (CASES / "paper.md").read_text(encoding="utf-8")
    for ours, theirs, _ in LISTED["input"]:
        assert ours in source
        source = source.replace(ours, theirs)
    options = ("-t", "plain", "--wrap=none")
    theirs = plain(pandoc(source, "-f", "markdown", "--citeproc", "--csl", str(path), *options, folder=CASES))
    output = tmp_path / "out.md"
    cite_manuscript(CASES / "paper.md", output, style=str(path), to="pandoc", report=Report())
    ours = plain(pandoc(output.read_text(encoding="utf-8"), "-f", "markdown-citations", *options))
    for name, their_words, our_words, _ in LISTED["output"]:
        if name == style:
            assert their_words in theirs, f"pandoc no longer differs: {their_words}"
            theirs = theirs.replace(their_words, our_words)
    assert ours == theirs
