"""What takes the place of a citation: author, brackets, note, and the keys that nobody knows.

Source: CSL 1.0.2 specification, "Citation"; pandoc User's Guide, "Citations in note styles"; natbib, "Reference
sheet"; biblatex manual, "Citation commands".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from refexport.csl import Cite, Cluster, Processor
from refexport.csl.tree import SUPERSCRIPT
from refexport.manuscript.authors import author_of, short_authors, title_of
from refexport.manuscript.citation import Citation, Rendered, locale_of
from refexport.record import Record
from refexport.reference_list import Bibliography

_FINAL_STOP = re.compile(r"\.([”’»]?)$")
"""The full stop that ends a note of a citation's own."""
_PARTICLE = re.compile(r"^[a-z](?=[a-z]{0,3}(?: [a-z]{2,3})?[ ’'][A-Z])")
"""The first letter of a name's particle, with which a note begins as a sentence does: `de Vries`."""


class Writer:
    """Puts a document's citations together."""

    def __init__(
        self,
        processor: Processor,
        ids: Mapping[str, str],
        order: list[str],
        records: Mapping[str, Record],
        listed: Bibliography | None,
    ) -> None:
        """Make a writer.

        Args:
            processor: that has made the citations.
            ids: by key as typed, that of its record.
            order: ids of all works of the document, in the processor's order.
            records: by id.
            listed: the reference list.
        """
        self.processor = processor
        self.ids = ids
        self.order = order
        self.records = records
        self.listed = listed
        self.escape = processor.markup.escape
        self.superscript = processor.markup.nodes.get(SUPERSCRIPT, ("", ""))[0]
        layout = processor.style.citation.layouts[0]
        self.raised = layout.get("vertical-align") == "sup"
        self.brackets = self.escape(layout.get("prefix")), self.escape(layout.get("suffix"))
        self.authors: dict[tuple[str, bool, bool], str] = {}
        self.seen: set[str] = set()
        """Works cited so far."""

    def write(self, citation: Citation, cluster: Cluster, text: str) -> Rendered:
        """Return what takes the place of a citation; they are asked for in reading order.

        Args:
            citation: as scanned.
            cluster: as the processor has seen it.
            text: as the processor has written it.
        """
        unknown = self._unknown(citation)
        if citation.only:
            parts = [self._part(self.ids[cite.id], citation) for cite in citation.cites if cite.id in self.ids]
            whole = "; ".join([*parts, unknown] if unknown else parts)
            if citation.own_note and not citation.note:
                return Rendered("", whole)
            return Rendered(whole)
        author = self._author(citation)
        self.seen.update(cite.id for cite in cluster.cites)
        if citation.bare:
            text = self._bare(text)
        if not cluster.cites:
            text = unknown
        elif unknown:
            text = f"{text} {unknown}"
        if citation.note and self.processor.is_note_style:
            return Rendered(_in_note(citation, author, text))
        if cluster.note and not citation.note:
            return Rendered(author, _PARTICLE.sub(lambda match: match[0].upper(), text))
        raised = bool(cluster.cites) and (self.raised or (bool(self.superscript) and text.startswith(self.superscript)))
        return Rendered(f"{author}{'' if raised else ' '}{text}" if author else text, raised=raised and not author)

    def _author(self, citation: Citation) -> str:
        if not citation.in_text or citation.cites[0].id not in self.ids:
            return ""
        return self._authors(self.ids[citation.cites[0].id], citation.full_authors)

    def _authors(self, id: str, always: bool) -> str:
        first = id not in self.seen
        key = id, always, first
        if key not in self.authors:
            text = author_of(self.processor, id, self.order, first)
            if not text and always:
                text = self.escape(short_authors(self.records[id], locale_of(self.processor)))
            self.authors[key] = text
        return self.authors[key]

    def _part(self, id: str, citation: Citation) -> str:
        """Return a part of a work, such as its year, in the markup."""
        record = self.records[id]
        if citation.only == "author":
            return self._authors(id, True)
        if citation.only == "year":
            year = str(record.issued.year) if record.issued and record.issued.year else ""
            text = self._bare(self.processor.cite_alone(Cluster([Cite(id, suppress_author=True)]), self.order))
            # An author-date style may have put a letter behind it.
            return text if year and re.fullmatch(rf"{year}[a-z]*", text) else year
        if citation.only == "title":
            return self.escape(re.sub(r"</?[a-z][^<>]*>", "", title_of(record)))
        return self._entries.get(id, "")

    @cached_property
    def _entries(self) -> dict[str, str]:
        return {entry.id: entry.text for entry in self.listed.entries} if self.listed else {}

    def _bare(self, text: str) -> str:
        opening, closing = self.brackets
        if opening and closing and text.startswith(opening) and text.endswith(closing):
            return text[len(opening) : len(text) - len(closing)]
        return text

    def _unknown(self, citation: Citation) -> str:
        keys = [cite.id for cite in citation.cites if cite.id not in self.ids]
        return self.escape(f"[{'; '.join(f'?{key}' for key in keys)}]") if keys else ""


def _in_note(citation: Citation, author: str, text: str) -> str:
    """Return a citation as it stands in a note that has words of its own."""
    inner = _FINAL_STOP.sub(r"\1", text)
    if author or citation.in_text:
        whole = text if citation.closes else inner
        return f"{author}, {whole}" if whole and author else author or whole
    return (text if citation.closes else inner) if citation.opens else f"({inner})"
