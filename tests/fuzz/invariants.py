"""What holds for every input: what is written reads back as the report says, parts read as the whole, nothing vanishes.

Each function returns nothing, and raises `AssertionError` for what does not hold.
"""

from __future__ import annotations

import dataclasses
import io
import json
import random
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from formats.losses import unreported
from injection.formats import PARSERS

from refexport import Loss, Record, Report, dumps, loads, parts, stream
from refexport.registry import FORMATS, Format
from refexport.report import RAW_LIMIT
from refexport.sound import with_texts
from refexport.text.characters import clean

Unmasked = Callable[[Callable[[], Any]], Any]
"""Does a work, returns nothing where it refuses an input, and raises what it makes a `RefexportError` of."""


def two_way() -> list[str]:
    """Return the ids of the formats that are read and written."""
    found = FORMATS.load_all().items()
    return [id for id, fmt in found if isinstance(fmt, Format) and fmt.read and fmt.write]


def reads_back(records: list[Record], id: str, text: str, report: Report, unmasked: Unmasked) -> None:
    """Check that a format's own parser and ours find what was written, but for what the report says."""
    entries = _entries(id, text)
    assert entries == len(records), f"{id}: {len(records)} records are {entries} entries to its own parser"
    if id not in two_way():
        return
    back = unmasked(lambda: loads(text, id))
    assert back is not None, f"{id}: what was written is refused"
    assert len(back) == len(records), f"{id}: {len(records)} records come back as {len(back)}"
    losses: dict[str, list[Loss]] = {}
    for loss in report.losses:
        even = dataclasses.replace(loss, record=_even_text(loss.record), field=_even_text(loss.field))
        losses.setdefault(even.record, []).append(even)
    for before, after in zip(map(_even, records), map(_even, back), strict=True):
        changed = unreported(before, after, losses.get(before.id, []))
        changed = [each for each in changed if not _is_same(each.partition(":")[0], before, after)]
        assert not changed, f"{id}: not reported: {changed[0][:300]}"


def _is_same(attribute: str, before: Record, after: Record) -> bool:
    """Return whether a value that is other in the copy may be so."""
    if attribute == "note":  # what has no field of its own stands there too
        return (before.note or "") in (after.note or "")
    if attribute == "id":  # the field that keeps it is that of the variable
        return before.citation_key is not None
    if attribute in ("ISBN", "ISSN"):  # lists, whatever is between
        return re.sub(r"\W", "", getattr(before, attribute) or "") == re.sub(r"\W", "", getattr(after, attribute) or "")
    return False


def _entries(id: str, text: str) -> int:
    """Return how many entries a text has to a parser that is not ours."""
    if id == "nbib":  # a record without PMID begins with any tag
        return len([block for block in re.split(r"\n\s*\n", text) if block.strip()])
    return len(PARSERS[id](text))


def _even(record: Record) -> Record:
    """Return a record with its texts as every format has them."""
    return with_texts(record, _even_text)[0]


def _even_text(text: str) -> str:
    """Return a text composed, and without blanks and controls, of which formats have some and not others."""
    return unicodedata.normalize("NFC", "".join(clean(text).split()))


def same_in_parts(id: str, data: bytes, unmasked: Unmasked) -> None:
    """Check that a text read in parts, each as small as can be, is what it is as a whole."""
    text = data.decode("utf-8", "replace")
    whole, report = _in_parts(text, id, 1 << 30, unmasked)
    cut, told = _in_parts(text, id, 1, unmasked)
    if whole is None or any(each.code in _BROKEN for each in [*report.diagnostics, *told.diagnostics]):
        # A part ends what was not closed, which as a whole takes the next record with it.
        assert whole is None or {record.id for record in whole} <= {record.id for record in cut or ()}, f"{id}: gone"
        return
    assert cut == whole, f"{id}: {len(whole)} records are {len(cut or ())} or others in parts"
    messages = sorted({str(each) for each in report.diagnostics} ^ {str(each) for each in told.diagnostics})
    assert not messages, f"{id}: only as a whole or only in parts: {messages[0][:300]}"


def _in_parts(text: str, id: str, size: int, unmasked: Unmasked) -> tuple[list[Record] | None, Report]:
    report, before = Report(), parts.PART
    parts.PART = size
    try:
        return unmasked(lambda: list(stream(io.StringIO(text), id, report=report))), report
    finally:
        parts.PART = before


_BROKEN = frozenset({"not-well-formed", "broken-json"})
VALUE = {
    "ris": rb"(?m)^(?!TY|ER|DO|SN)[A-Z][A-Z0-9]  - .*?([A-Za-z]{4,})",
    "enw": rb"(?m)^%[A-Z@>] .*?([A-Za-z]{4,})",
    "nbib": rb"(?m)^(?:TI  |AB  |JT  |FAU |AD  |OT  |CI  |GR  |PL  |COIS)- .*?([A-Za-z]{4,})",
    "wos": rb"(?m)^(?:TI|AF|SO|AB|DE|ID|C1|FU|PU|WC) .*?([A-Za-z]{4,})",
    "refworks": rb"(?m)^(?:T1|A1|JF|AB|K1|PB|NO|AD|U1) .*?([A-Za-z]{4,})",
    "csl-yaml": rb"(?m)^\s*(?:title|publisher|container-title|abstract|xyz): .*?([A-Za-z]{4,})",
}
"""By format: a word in a value that must be kept, or told of.

Not all words are such: NLM has each author twice, the kind of an ISSN or an address before a DOI goes with the form,
and what stands between BibTeX's entries is a comment.
"""


def nothing_vanishes(id: str, data: bytes, rng: random.Random, unmasked: Unmasked) -> None:
    """Check that a word that takes the place of another in a value is in a record, or in what the report says."""
    found = list(re.finditer(VALUE[id], data)) if id in VALUE else []
    if not found:
        return
    start, end = rng.choice(found).span(1)
    mark = b"Qzxvwk"
    changed = data[:start] + mark + data[end:]
    report = Report()
    records = unmasked(lambda: list(stream(io.BytesIO(changed), id, report=report)))
    told = json.dumps(report.as_dict(), ensure_ascii=False)
    if records is None or any(each.raw and len(each.raw) > RAW_LIMIT for each in report.diagnostics):
        return  # refused, or told with no more than the beginning of what is left out
    kept = dumps(records, "jsonl") + told
    assert mark.decode().lower() in kept.lower(), (
        f"{id}: gone without a word: {changed[max(0, start - 60) : end + 20]!r}"
    )
