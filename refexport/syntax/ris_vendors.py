"""What databases write into RIS in their own ways, put into the tags that RIS has for it.

Source: the exports of Scopus, Web of Science, EBSCOhost, Ovid, IEEE Xplore, the Cochrane Library, PubMed Central,
SciFinder, and of publishers (Taylor & Francis, Wiley, SAGE), which say the DOI again in a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refexport.text import identifiers
from refexport.text.names import inverted, parse_medline, parse_running

Entry = dict[str, list[str]]

_PEOPLE = ("AU", "A1", "A2", "A3", "A4", "ED")
_IEEE_DOI = "10.1109/"
_BRACKETED_PMID = re.compile(r"(\d{1,9})\[pmid\]")
_INITIALS_FIRST = re.compile(r"(?:[^\W\d_]\.[- ]?)+ [^\W\d_][^\d,;&]*")
"""`J. J. van der Berg`."""


def prepare(entry: Entry) -> None:
    """Put what a database has in other tags, or in another form, where RIS has it."""
    number = entry.get("AN", [""])[0]
    if "Scopus" in entry.get("DB", ()):
        _scopus(entry)
    elif number.startswith("WOS:"):
        _move(entry, "JI", "J2")
    elif number.startswith("CN-"):
        _turn_names(entry, _initials_behind)
    elif any(_IEEE_DOI in doi for doi in entry.get("DO", ())):
        _turn_names(entry, _initials_before)
    if "L3" in entry and "DO" not in entry and identifiers.is_doi(entry["L3"][0]):
        _move(entry, "L3", "DO")  # EBSCOhost's
    if "ID" in entry:
        _drop_address(entry)
    if "U1" in entry:
        _take_pmid(entry)
    if "M1" in entry:
        _number(entry)
    if "N1" in entry and "DO" in entry:
        _drop_doi_note(entry)


def _scopus(entry: Entry) -> None:
    _turn_names(entry, lambda name: _initials_behind(name) if name.endswith(".") else name)
    if "C2" in entry and entry["C2"][0].isdigit():
        entry.setdefault("M2", []).append(f"PMID: {entry.pop('C2')[0]}")
    if " through " in entry.get("Y2", [""])[0]:
        entry.setdefault("M2", []).append(f"Event Date: {entry.pop('Y2')[0]}")


def _take_pmid(entry: Entry) -> None:
    """Take PubMed Central's `23690738[pmid]` for what it is."""
    if match := _BRACKETED_PMID.fullmatch(entry["U1"][0]):
        _label(entry, "U1", f"PMID: {match[1]}")


def _number(entry: Entry) -> None:
    """Take what is no number out of `M1`, and let the tag that an issue has of its own come before it."""
    if entry["M1"][0].startswith("Copyright (C)"):
        _label(entry, "M1", f"License: {entry['M1'][0]}")  # SciFinder's
    elif entry["M1"] == ["0"] and entry.get("TY") == ["CHAP"]:
        del entry["M1"]  # Taylor & Francis' for no number
    elif "IS" in entry:
        entry["M1"] = entry.pop("M1")


def _drop_doi_note(entry: Entry) -> None:
    """Leave out notes that say no more than the DOI: `doi: 10.1201/b19107-2`."""
    known = identifiers.doi(entry["DO"][0])
    notes = [note for note in entry["N1"] if not identifiers.is_doi_again(note, known)]
    if notes:
        entry["N1"] = notes
    else:
        del entry["N1"]


def _label(entry: Entry, tag: str, line: str) -> None:
    """Put what stands first in a tag into a labelled line."""
    entry.setdefault("M2", []).append(line)
    entry[tag] = entry[tag][1:]
    if not entry[tag]:
        del entry[tag]


def _move(entry: Entry, tag: str, to: str) -> None:
    if tag in entry and to not in entry:
        entry[to] = entry.pop(tag)


def _turn_names(entry: Entry, turn: Callable[[str], str]) -> None:
    """Write people as RIS has them, with a comma behind the family name: without one they would be institutions."""
    for tag in _PEOPLE:
        if tag in entry:
            entry[tag] = [name if "," in name else turn(name) for name in entry[tag]]


def _initials_behind(name: str) -> str:
    """Return `Guyon, I.` for `Guyon I.`; an institution as it is."""
    person = parse_medline(name)
    return name if person.literal else inverted(person) + ("." if name.endswith(".") else "")


def _initials_before(name: str) -> str:
    """Return `He, K.` for `K. He`; an institution as it is."""
    return inverted(parse_running(name)) if _INITIALS_FIRST.fullmatch(name) else name


def _drop_address(entry: Entry) -> None:
    """Take no address for a citation key: Ovid has that of the DOI there."""
    address = entry["ID"][0]
    if address.startswith(("http://", "https://")) and not any(
        "Citation Key: " in line for line in entry.get("M2", ())
    ):
        entry.setdefault("DO" if identifiers.doi(address) else "UR", []).extend(entry.pop("ID"))
