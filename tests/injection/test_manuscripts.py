"""Manuscripts: finished with nasty records, they have the structure that they have with harmless ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from injection.manuscripts import FEW, READERS, Outcome, is_xml, paper, squeezed
from injection.nasty import BENIGN, SHOWN, names, turned
from injection.styles import style

from refexport import Date, Record, Report
from refexport.manuscript.core import Library, render
from refexport.manuscript.files import kinds

STYLES = ("numeric", "author-date", "note")


def test_every_output_has_a_reader_here() -> None:
    assert {(kind.id, to) for kind in kinds() for to in kind.outputs} == READERS.keys()


KEYS = SHOWN[::10]


def keys(harmless: bool) -> list[str]:
    """Return the keys of further records; the harmless ones are as good in the places that take them."""
    if not harmless:
        return list(KEYS)
    return [f"r{at}" if is_xml(key) and not set(key) & set("{}\n") else f"r{{{at}" for at, key in enumerate(KEYS)]


@cache
def library(harmless: bool) -> list[Record]:
    """Return records with keys to cite by, and others whose keys are as nasty as the rest."""
    cited = [each.copy(id=f"k{each.id}") for each in turned((BENIGN,) if harmless else SHOWN, FEW)]
    text = {each: BENIGN if harmless else each for each in SHOWN}
    listed = [
        Record(id=key, type="book", title=text[shown], author=names(text[shown]), issued=Date((2000,)))
        for key, shown in zip(keys(harmless), KEYS, strict=True)
    ]
    nameless = [Record(id=f"n{at}" if harmless else f"{key}0", type="book") for at, key in enumerate(SHOWN[1::30])]
    return cited + listed + nameless


SEPARATE = [(*output, style) for style in STYLES for output in READERS if style == "note" or output[1] != "text"]
"""Outputs in each style; plain text shows all that there is in a style that cites in notes."""


@pytest.mark.parametrize(("kind", "to", "cited"), SEPARATE)
def test_a_manuscript_stays_as_it_is(kind: str, to: str, cited: str, tmp_path: Path) -> None:
    nasty, benign = (finished(kind, to, cited, harmless, tmp_path) for harmless in (False, True))
    differ = [pair for pair in zip(nasty.structure, benign.structure, strict=False) if pair[0] != pair[1]]
    assert not differ, f"{len(differ)} differ, the first: {differ[0]}"
    assert len(nasty.structure) == len(benign.structure)
    whole = squeezed([nasty.text])[0]
    assert [title for title in squeezed(KEYS) if title not in whole] == []


def finished(kind: str, to: str, cited: str, harmless: bool, folder: Path) -> Outcome:
    """Return a manuscript as it is read back when it is finished."""
    name, content = paper(kind, keys(harmless))
    (folder / name).write_bytes(content)
    chosen = next(each for each in kinds() if each.id == kind)
    report = Report()
    manuscript = chosen.scan(str(folder / name), report)
    rendering = render(manuscript, Library(library(harmless)), style(cited), markup=chosen.markup(to), report=report)
    out = folder / f"out{next(iter(chosen.outputs[to]), '.docx')}"
    chosen.write(manuscript, rendering, to, str(out), report)
    return READERS[kind, to](out.read_bytes())
