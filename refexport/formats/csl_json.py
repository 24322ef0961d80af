"""CSL-JSON, which citation processors read and Zotero, Mendeley, pandoc and registration agencies write.

Read in any state in which it is found:

* a bare array, one item, items in an object (`{"items": [...]}`), by id, one a line, or array after array;
* numbers as numbers or strings; `date-parts` of strings, empty or with zeros; seasons as words, numbers or months;
  `raw`, `literal` and EDTF dates; names as strings; identifiers within addresses; null values;
* of a broken file every whole item, with an error for what is left out.

A type that CSL does not have becomes `document`; it and unknown keys are kept in `custom["csl-json"]`.  Labelled lines
of `note` (`PMID: …`, `Original Date: …`) are read as what they say.  Text is on one line, but in abstract, note and
annote; blanks are single; pages have plain hyphens; several ISSNs and ISBNs have a blank between them.  Of a citation's
item its `itemData` is read alone; of a key that stands twice in one object the last counts, without a word.

Written as a bare array of items of CSL's own types, each valid by the schema but for `license`, which Zotero knows:

* software is a book, as before CSL 1.0.2, with a line `type: software` in `note`, for Zotero refuses a file with the
  type itself; the target `pandoc` keeps it;
* `journalAbbreviation` stands beside `container-title-short`, for Zotero and pandoc;
* PMID, PMCID and arXiv id stand in `note` too, one a line, for Zotero;
* what CSL-JSON has no key for (files, ORCID iDs, custom fields of other formats) stands under `custom.refexport`, and
  is read from there, so that nothing is lost.

Source: CSL-JSON schema 1.0.2 (`csl-data.json`); CSL 1.0.2 specification; citeproc-js documentation, "CSL-JSON items".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from refexport.item import NOT_CSL, is_item, record_of
from refexport.parts import Before, Frame, framed
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.csl_items import FIELDS, TYPES, exchange_item
from refexport.syntax.json_items import JsonItems
from refexport.targets import Target
from refexport.vocabulary import ITEM_TYPES

__all__ = ["FIELDS", "FORMAT", "TYPES"]

_WRAPPERS = ("items", "references", "records", "data", "results", "citationItems")
_TYPE = re.compile(r'"type"\s*:\s*"(?:' + "|".join(ITEM_TYPES) + r')"')
_OWN_KEY = re.compile(
    r'"(?:date-parts|container-title|journalAbbreviation|container-title-short|given|literal|issued|DOI|title)"\s*:'
)


def sniff(head: str) -> int:
    """Return how surely a text is CSL-JSON: a JSON text with an item of one of CSL's types."""
    if head[:1] not in ("[", "{"):
        return 0
    if _TYPE.search(head):
        return 80 if _OWN_KEY.search(head) else 60
    if head.startswith("[") and re.match(r"\[\s*(?:\]|\{)", head):
        return 50 if '"date-parts"' in head else 20
    return 45 if '"date-parts"' in head else 5


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of CSL-JSON."""
    items = JsonItems(source, report, unwrap)
    source.line = lambda: items.line
    for item in items:
        if "itemData" in item and isinstance(item["itemData"], dict):
            item = item["itemData"]
        if not is_item(item):
            raw = json.dumps(item, ensure_ascii=False)
            report.error("not-an-item", NOT_CSL, source=source.name, line=items.line, raw=raw)
            continue
        type = item.get("type")
        # Only of an item that is to be complained about is the line worth looking for.
        line = None if isinstance(type, str) and type in ITEM_TYPES else items.line
        yield record_of(item, report, source=source.name, line=line)


def unwrap(value: Any) -> list[Any]:
    """Return the items in a decoded text: an array, what an object wraps, or the one item that it is."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    for key in _WRAPPERS:
        if isinstance(value.get(key), list):
            return list(value[key])
    # Old processors took an object of items by their ids.
    if "type" not in value and value and all(isinstance(item, dict) and "type" in item for item in value.values()):
        return [{"id": key, **item} for key, item in value.items()]
    return [value]


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield each record as an item."""
    for record in records:
        item = msgspec.json.encode(exchange_item(record, report, target), enc_hook=str)
        yield msgspec.json.format(item, indent=2).decode().replace("\n", "\n  ")


def frame(target: Target) -> Frame:
    """Return the brackets and commas around items."""
    return Frame("[\n  ", ",\n  ", "\n]\n", "[]\n")


def parts(source: Source) -> Iterator[Source]:
    """Yield the parts of a file of any size."""
    from refexport.syntax.json_parts import parts_of

    return parts_of(source)


FORMAT = Format(
    id="csl-json",
    name="CSL-JSON",
    suffixes=(".json",),
    sniff=sniff,
    read=read,
    parts=parts,
    write=framed(body, frame),
    body=body,
    frame=frame,
)
