"""What the programs that read our output accept: one table, one `Target` each.

Writers ask the target, never for a program by name, so that a fact about a
program is changed here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A program that reads the output, and how it takes things best."""

    id: str
    """What the user types: `zotero`."""
    name: str
    """What the user reads: `Zotero`."""


PORTABLE = Target("portable", "any program")
"""The choice that loses least across Zotero and EndNote together."""

TARGETS: dict[str, Target] = {target.id: target for target in (PORTABLE,)}
