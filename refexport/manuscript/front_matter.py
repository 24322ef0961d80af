"""The metadata of a Markdown manuscript: `bibliography`, `csl`, `lang`, `nocite` and what else concerns citations.

Source: pandoc User's Guide, "Specifying bibliographic data", "Including uncited items in the bibliography",
"Other relevant metadata fields".
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from refexport.errors import InputError
from refexport.report import Report

DONE = ("bibliography", "csl", "nocite", "citation-abbreviations", "references")
"""Fields that have done their work when the list is made."""


def read_front(text: str, name: str) -> dict[str, Any]:
    """Return the metadata as plain data.

    Args:
        text: YAML without its fences.
        name: of the file, for messages.

    Raises:
        InputError: it is no YAML.
    """
    import yaml

    try:
        # The base loader makes strings of all scalars; it knows no tags and runs nothing.
        found = yaml.load(_without_aliases(text, name), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        problem = getattr(error, "problem", None) or "not YAML"
        raise InputError(f"{name}:{line}: the metadata cannot be read: {problem}") from None
    except RecursionError:
        raise InputError(f"{name}: the metadata cannot be read: nested too deeply") from None
    return found if isinstance(found, dict) else {}


def _without_aliases(text: str, name: str) -> str:
    # A few aliases of aliases grow to a billion values.
    if len(re.findall(r"(?m)(?:^|[\s\[,:-])\*\w", text)) > 100:
        raise InputError(f"{name}: the metadata holds more than a hundred YAML aliases")
    return text


def texts(value: Any) -> list[str]:
    """Return a field as a list of texts: one, several, or those of a mapping."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        value = list(value.values())
    return [each for each in value if isinstance(each, str) and each] if isinstance(value, list) else []


def beside(path: str, manuscript: str) -> str:
    """Return a path that a manuscript names: beside it, else from the working directory."""
    if manuscript != "-" and "://" not in path:
        found = Path(manuscript).parent / path
        if os.path.exists(found):
            return str(found)
    return path


def style_of(value: Any, manuscript: str) -> str | None:
    """Return the style that `csl` names; a file that is not there stands for the style of its name."""
    if not isinstance(value, str) or not value:
        return None
    path = beside(value, manuscript)
    if value.endswith(".csl") and "://" not in value and not os.path.exists(path):
        return Path(value).stem
    return path


def abbreviations_of(value: Any, manuscript: str, report: Report) -> dict[str, dict[str, str]] | None:
    """Return the abbreviations of the JSON file that `citation-abbreviations` names."""
    import json

    if not isinstance(value, str) or not value:
        return None
    path = Path(beside(value, manuscript))
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["default"]
        return {str(variable): {str(k): str(v) for k, v in table.items()} for variable, table in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        report.warn("abbreviations", f"abbreviations not read from {path}: {error}", source=manuscript)
        return None


def without(front: str, fields: tuple[str, ...] = DONE) -> str:
    """Return metadata without some fields, every other line as it was."""
    out = []
    dropping = False
    for line in front.splitlines(keepends=True):
        match = re.match(r"(['\"]?)([\w-]+)\1\s*:(?:\s|$)", line)
        if match:
            dropping = match[2] in fields
        elif line[:1] not in (" ", "\t", "-", "\n", "#"):
            dropping = False
        if not dropping:
            out.append(line)
    return "".join(out)
