"""Runs bibutils, an outside reader of EndNote XML and MODS, where it is installed."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def bibtex_of(text: str, *before: str) -> str:
    """Return what bibutils makes of MODS, or with `before` of what that program makes MODS of, as BibTeX."""
    for program in (*before, "xml2bib"):
        if shutil.which(program) is None:
            pytest.skip(f"bibutils is not installed: no {program} (Debian: apt-get install bibutils)")
        done = subprocess.run([program], input=text, capture_output=True, encoding="utf-8", check=True, timeout=60)
        text = done.stdout
    return text
