"""Finding CSL styles: ours, a plugin's, the official ones, or a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Style:
    """A style that was found, not yet parsed."""

    id: str
    """Short id: `apa`, `nature`."""
    title: str
    """As the style's `info` has it."""
    path: Path
    """The independent style's file, also for a dependent style."""
    locale: str | None = None
    """`default-locale` of the style that was asked for, which may be a dependent one."""


def find_style(name: str) -> Style:
    """Return the style of an id, an alias or a path."""
    raise NotImplementedError(name)
