"""Positions: whether a cite is the first of its work, a later one, or the same as the one before.

Source: CSL 1.0.2 specification, "Choose", test `position`, and "Note Distance".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from refexport.csl.compile import FIRST, IBID, IBID_WITH_LOCATOR, SUBSEQUENT


@dataclass(slots=True)
class Cite:
    """A cite: a work, and how it is cited here."""

    id: str
    """Id of the record."""
    locator: str = ""
    """Where in the work: `33-35`."""
    label: str = "page"
    """What the locator counts: `page`, `chapter`, `section`."""
    prefix: str = ""
    """Text before: `see`."""
    suffix: str = ""
    """Text after."""
    suppress_author: bool = False
    """Whether the author is left out, since the sentence names them."""
    author_only: bool = False
    """Whether only the author is wanted."""
    position: int = FIRST
    """For a citation out of any document: `FIRST`, `SUBSEQUENT`, `IBID` or `IBID_WITH_LOCATOR`."""


@dataclass(slots=True)
class Cluster:
    """A citation: the cites in one place."""

    cites: Sequence[Cite]
    """In the order typed."""
    note: int = 0
    """Number of the note that it stands in; 0 in the text."""
    fixed: int = 0
    """How many of its first cites stay first, whatever the style sorts by."""
    id: str = field(default="")
    """For the caller."""


@dataclass(slots=True)
class Place:
    """Where a cite stands among those of its work."""

    position: int = FIRST
    near: bool = False
    """Whether the last cite of the work is in a near note."""
    first_note: int = 0
    """Number of the note that first cited the work."""


def places(clusters: Sequence[Sequence[Cite]], notes: Sequence[int], near_distance: int) -> list[list[Place]]:
    """Return the place of each cite of a document.

    Args:
        clusters: the cites of each citation, in the order in which they are set.
        notes: number of the note of each citation.
        near_distance: how many notes off is near.
    """
    first_note: dict[str, int] = {}
    last_note: dict[str, int] = {}
    out: list[list[Place]] = []
    # Text and notes are read as two rows: each refers back to itself.
    previous: dict[bool, tuple[Sequence[Cite], int]] = {}
    in_note: dict[int, set[str]] = {}
    for cites, note in zip(clusters, notes, strict=True):
        row: list[Place] = []
        for index, cite in enumerate(cites):
            before = _before(cites, index, *previous.get(note > 0, ((), 0)), note)
            if before and not index and len(in_note.get(previous[note > 0][1], ())) > 1 and note != previous[True][1]:
                before = None  # the note before cites several works
            if cite.id not in last_note:
                first_note[cite.id] = note
                place = Place(FIRST, False, note)
            else:
                near = bool(note) and note - last_note[cite.id] <= near_distance
                place = Place(_position(cite, before), near or not note, first_note[cite.id])
            last_note[cite.id] = note
            row.append(place)
        out.append(row)
        if note:
            in_note.setdefault(note, set()).update(cite.id for cite in cites)
        previous[note > 0] = (cites, note)
    return out


def _before(cites: Sequence[Cite], index: int, previous: Sequence[Cite], previous_note: int, note: int) -> Cite | None:
    """Return the cite that a cite may refer back to."""
    if index:
        return cites[index - 1]
    ids = {cite.id for cite in previous}
    if len(ids) != 1:
        return None
    if note and previous_note and note - previous_note > 1:
        return None
    return previous[-1]


def _position(cite: Cite, before: Cite | None) -> int:
    if before is None or before.id != cite.id:
        return SUBSEQUENT
    if not before.locator:
        return IBID_WITH_LOCATOR if cite.locator else IBID
    if not cite.locator:
        return SUBSEQUENT
    same = before.locator == cite.locator and before.label == cite.label
    return IBID if same else IBID_WITH_LOCATOR
