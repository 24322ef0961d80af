"""Running pandoc, the reference for citations in Markdown, where it is installed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest


def pandoc(text: str, *options: str, folder: Path | None = None) -> str:
    """Return what pandoc makes of a text; skips, saying so, where there is no pandoc."""
    pypandoc = pytest.importorskip("pypandoc", reason="no pandoc: pip install pypandoc-binary")
    try:
        program = pypandoc.get_pandoc_path()
    except OSError:
        pytest.skip("no pandoc: pip install pypandoc-binary")
    command = [program, *options]
    done = subprocess.run(command, input=text, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def citations(text: str) -> list[list[tuple[str, str]]]:
    """Return key and mode of the cites of each citation that pandoc's reader finds."""
    found: list[list[tuple[str, str]]] = []
    _walk(json.loads(pandoc(f"{text}\n\n[^1]: x\n", "-f", "markdown", "-t", "json"))["blocks"], found)
    return found


def _walk(node: Any, found: list[list[tuple[str, str]]]) -> None:
    if isinstance(node, dict) and node.get("t") == "Cite":
        found.append([(cite["citationId"], cite["citationMode"]["t"]) for cite in node["c"][0]])
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            _walk(value, found)


def plain(text: str) -> str:
    """Return a text whose blanks are all alike, which pandoc's reader makes unbreakable behind abbreviations."""
    return re.sub(r"[ \u00a0]+", " ", text)
