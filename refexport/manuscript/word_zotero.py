"""Live citations: the fields and document properties that Zotero's Word plugin reads and goes on with.

Source: Zotero's `integration.js` (`CitationField`, `BibliographyField`, `DocumentData`); the JSON schema
`csl-citation.json` of the citation-style-language schema repository; ECMA-376, part 1, sections 17.16 (fields) and
22.3 (custom properties).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from refexport.csl import Cite, Cluster, Processor
from refexport.manuscript.word_package import CUSTOM_PROPERTIES, Element, Package, insert_before_end
from refexport.manuscript.word_runs import Piece, pieces, plain, text_element
from refexport.manuscript.word_story import w
from refexport.record import Record
from refexport.report import Report
from refexport.syntax.csl_items import exchange_item
from refexport.targets import PORTABLE

SCHEMA = "https://github.com/citation-style-language/schema/raw/master/csl-citation.json"
PIECE = 255
"""Characters of a document property."""
_ALPHABET = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
"""Of the keys of Zotero's items: what cannot be mistaken for another sign."""
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_OLD = re.compile(
    rb"<(?:[\w.-]+:)?property\b(?=[^>]*\bname=[\"']ZOTERO_PREF_\d+[\"'])[^>]*>.*?</(?:[\w.-]+:)?property\s*>", re.S
)
_OURS = "https://refexport.example/styles/"
_OFFICIAL = {"ama": "american-medical-association", "harvard": "harvard-cite-them-right"}
"""Our styles that have another name in Zotero."""
_FIELD = replace(PORTABLE, csl_json_software=True)
"""In a field, as in its own, Zotero reads all types of CSL."""
_LABELS = {"title-locator": "title", "article": "article-locator"}
_NOT_IN_RTF = re.compile(r"[\\{}]|[^\x20-\x7e]")


class Fields:
    """Writes the fields of one document."""

    def __init__(self, processor: Processor, records: Mapping[str, Record], clusters: list[Cluster]) -> None:
        """Make a writer.

        Args:
            processor: that formatted the citations.
            records: by id.
            clusters: all citations of the document.
        """
        self.processor = processor
        self.records = records
        self.session = _name("".join(sorted(records)), 8)
        self.items: dict[str, dict[str, Any]] = {}
        self.cited = list(dict.fromkeys(cite.id for cluster in clusters for cite in cluster.cites))

    def citation(self, cluster: Cluster, number: int, text: str, result: list[Element]) -> list[Element]:
        """Return the runs of a citation's field.

        Args:
            cluster: its cites.
            number: of the citation in the document.
            text: as it is shown, in our markup.
            result: the same as runs.
        """
        value = {
            "citationID": _name(f"{self.session}/{number}", 8),
            "properties": {"formattedCitation": rtf(text), "plainCitation": plain(text), "noteIndex": cluster.note},
            "citationItems": [self._cite(cite) for cite in cluster.cites],
            "schema": SCHEMA,
        }
        json = msgspec.json.encode(value, enc_hook=str).decode()
        # The two characters that JSON holds as they are, and XML does not.
        json = json.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
        return field(f" ADDIN ZOTERO_ITEM CSL_CITATION {json} ", result)

    def _cite(self, cite: Cite) -> dict[str, Any]:
        record = self.records[cite.id]
        item: dict[str, Any] = {"id": cite.id, "uris": uris_of(record), "itemData": self._item(record)}
        if cite.locator:
            item["locator"] = cite.locator
            item["label"] = _LABELS.get(cite.label, cite.label)
        if cite.prefix:
            item["prefix"] = cite.prefix
        if cite.suffix:
            item["suffix"] = cite.suffix
        if cite.suppress_author:
            item["suppress-author"] = True
        return item

    def _item(self, record: Record) -> dict[str, Any]:
        if record.id not in self.items:
            # What Zotero's import of files drops is no loss here.
            item = exchange_item(record, Report(), _FIELD)
            item.setdefault("citation-key", record.id)
            self.items[record.id] = item
        return self.items[record.id]

    def bibliography(self, ids: list[str]) -> str:
        """Return the instruction of the list's field.

        Args:
            ids: of the records that it holds.
        """
        cited = set(self.cited)
        uncited = [uris_of(self.records[id]) for id in ids if id not in cited]
        json = msgspec.json.encode({"uncited": uncited, "omitted": [], "custom": []}).decode()
        return f" ADDIN ZOTERO_BIBL {json} CSL_BIBLIOGRAPHY "

    def preferences(self) -> str:
        """Return the document's preferences as Zotero keeps them."""
        note = "1" if self.processor.is_note_style else "0"
        has_list = "1" if self.processor.has_bibliography else "0"
        style = style_address(self.processor)
        return (
            f'<data data-version="3" zotero-version="7.0.0"><session id="{self.session}"/>'
            f"<style id={quoteattr(style)} locale={quoteattr(self.processor.locale)} "
            f'hasBibliography="{has_list}" bibliographyStyleHasBeenSet="{has_list}"/>'
            f'<prefs><pref name="fieldType" value="Field"/><pref name="noteType" value="{note}"/></prefs></data>'
        )


def uris_of(record: Record) -> list[str]:
    """Return the addresses by which Zotero knows a record, those that it came with or one that is made for it.

    Zotero finds no item under one that is made, and takes the data in the field.
    """
    kept = record.custom.get("zotero", {}).get("uris")
    if isinstance(kept, list) and kept and all(isinstance(uri, str) for uri in kept):
        return list(kept)
    return [f"{MADE}{_name(record.id, 8)}"]


def style_address(processor: Processor) -> str:
    """Return the address by which Zotero knows a style."""
    info = processor.style.root.find("info")
    id = info.find("id") if info else None
    address = id.text.strip() if id else ""
    if address.startswith(_OURS):
        name = address.removeprefix(_OURS)
        return f"http://www.zotero.org/styles/{_OFFICIAL.get(name, name)}"
    return address


def field(instruction: str, result: list[Element]) -> list[Element]:
    """Return the runs of a complex field."""
    return [mark("begin"), instruction_run(instruction), mark("separate"), *result, mark("end")]


def mark(kind: str) -> Element:
    """Return the run that begins, divides or ends a complex field."""
    from lxml import etree

    run = etree.Element(w("r"))
    etree.SubElement(run, w("fldChar"), {w("fldCharType"): kind})
    return run


def instruction_run(instruction: str) -> Element:
    """Return the run that holds a field's instruction."""
    from lxml import etree

    run = etree.Element(w("r"))
    run.append(text_element(instruction, "instrText"))
    return run


def rtf(text: str) -> str:
    """Return a text in our markup as Zotero writes formatted citations: RTF without a document around it."""
    return "".join(map(_rtf_piece, pieces(text)))


def _rtf_piece(piece: Piece) -> str:
    text = _NOT_IN_RTF.sub(_rtf_sign, piece.text)
    format = piece.format
    for on, opening, closing in (
        (format.small_caps, "\\scaps ", "\\scaps0{}"),
        (format.underline, "\\ul ", "\\ul0{}"),
        (format.bold, "\\b ", "\\b0{}"),
        (format.italic, "\\i ", "\\i0{}"),
        (format.raised == "superscript", "\\super ", "\\nosupersub{}"),
        (format.raised == "subscript", "\\sub ", "\\nosupersub{}"),
    ):
        if on:
            text = f"{opening}{text}{closing}"
    return text


def _rtf_sign(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in "\\{}":
        return f"\\{sign}"
    if sign == "\t":
        return "\\tab{}"
    return f"\\uc0\\u{ord(sign)}{{}}" if ord(sign) > 126 else " "


def _name(text: str, length: int) -> str:
    """Return a short name that follows from a text alone, as good as one by chance."""
    number = int.from_bytes(sha256(text.encode("utf-8", "replace")).digest()[:16], "big")
    out = ""
    for _ in range(length):
        number, rest = divmod(number, len(_ALPHABET))
        out += _ALPHABET[rest]
    return out


MADE = f"http://zotero.org/users/local/{_name('refexport', 8)}/items/"
"""What the addresses of items begin with that are made."""


def set_preferences(package: Package, text: str) -> None:
    """Put Zotero's preferences into the properties of a document, in place of those that are there."""
    parts = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
    found = package.related("", CUSTOM_PROPERTIES)
    old = _OLD.sub(b"", package.read(found[0])) if found else b""
    taken = [int(pid) for pid in re.findall(rb"\bpid=[\"'](\d{1,15})[\"']", old)]
    first = max([1, *taken]) + 1
    new = "".join(
        f'<property xmlns="{_PROPERTIES}" fmtid="{_FMTID}" pid="{first + at}" name="ZOTERO_PREF_{at + 1}">'
        f'<vt:lpwstr xmlns:vt="{_TYPES}">{escape(part)}</vt:lpwstr></property>'
        for at, part in enumerate(parts)
    )
    if found:
        package.changed[found[0]] = insert_before_end(old, new.encode())
        return
    part = package.free_name("docProps/custom.xml")
    whole = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{_PROPERTIES}">{new}</Properties>'
    )
    package.add(part, whole.encode(), _CONTENT_TYPE, CUSTOM_PROPERTIES)
