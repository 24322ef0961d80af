"""The processor: records and a style in, citations and a reference list out.

Source: CSL 1.0.2 specification; citations are worked out from the list of
clusters alone, so that the same document always gives the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from refexport.csl import tree
from refexport.csl.cite_affixes import NO_FORM, begun, prefix_of, suffix_of
from refexport.csl.collapse import Rendered, collapse, grouped, join
from refexport.csl.collector import paused
from refexport.csl.compile import Call, Features
from refexport.csl.compiled import compile_style, read_style
from refexport.csl.disambiguate import Disambiguator, State
from refexport.csl.entries import write_entries
from refexport.csl.locators import read_locator
from refexport.csl.markup.base import render
from refexport.csl.numbers import is_numeric
from refexport.csl.positions import Cite, Cluster, Place, places
from refexport.csl.program import Program
from refexport.csl.punctuation import settle
from refexport.csl.reference import Reference, reference_of
from refexport.csl.rich import parse
from refexport.csl.sort import sort_calls
from refexport.csl.style import Element, ParsedStyle
from refexport.errors import StyleError
from refexport.record import Record
from refexport.reference_list import Bibliography, Entry, Layout
from refexport.registry import MARKUPS, Markup
from refexport.text.characters import clean
from refexport.text.digits import whole


@dataclass(slots=True, eq=False)
class _Document:
    """What follows from the works that a document cites."""

    calls: dict[str, Call]
    """By id, in the order of first cites."""
    sorted: list[Call]
    """In the order of the reference list."""
    states: dict[Reference, State] = field(default_factory=dict)


class Processor:
    """Cites records in a style."""

    def __init__(
        self,
        style: ParsedStyle | Path | str | bytes,
        records: Iterable[Record | Mapping[str, Any]],
        locale: str | None = None,
        markup: str | Markup = "html",
        abbreviations: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Make a processor.

        Args:
            style: name of a style, path of a `.csl` file, or the XML itself.
            records: all that may be cited; of records with the same id the last counts.
            locale: such as `de-DE`; by default the style's own, then `en-US`.
            markup: what the text is written as: `text`, `html`, `markdown`, `latex`, `rtf`, `typst`.
            abbreviations: by variable, full → abbreviated.

        Raises:
            StyleError: the style cannot be read.
            UnknownStyle: there is no style of that name.
            UnknownMarkup: there is no such markup.
        """
        self.style, own_locale = read_style(style)
        self.markup = markup if isinstance(markup, Markup) else MARKUPS.get(markup)
        self._compiled = compile_style(self.style, locale or own_locale)
        with paused():
            self._references = {ref.id: ref for ref in (_abbreviated(record, abbreviations) for record in records)}
        self._last: tuple[tuple[str, ...], _Document] | None = None

    @property
    def locale(self) -> str:
        """The locale in use."""
        return self._compiled.locale.language

    @property
    def is_note_style(self) -> bool:
        """Whether the style cites in notes."""
        return self.style.root.get("class") == "note"

    @property
    def has_bibliography(self) -> bool:
        """Whether the style has a reference list."""
        return self._compiled.bibliography is not None

    def cite(self, clusters: Sequence[Cluster], uncited: Iterable[str] = ()) -> list[str]:
        """Return the citations of a document.

        Args:
            clusters: all its citations, in document order; unknown ids are passed over.
            uncited: ids of works that stand in the reference list without being cited.

        Returns:
            One text for each cluster.
        """
        with paused():
            return self._cite_all(clusters, uncited)

    def _cite_all(self, clusters: Sequence[Cluster], uncited: Iterable[str]) -> list[str]:
        document = self._document(clusters, uncited)
        ordered = [self._ordered(cluster, document) for cluster in clusters]
        distance = _count(self.style.citation.element, "near-note-distance", 5)
        where = places(ordered, [cluster.note for cluster in clusters], distance)
        return [
            self._cluster(cluster, cites, row, document)
            for cluster, cites, row in zip(clusters, ordered, where, strict=True)
        ]

    def cite_alone(self, cluster: Cluster, among: Iterable[str] | None = None) -> str:
        """Return one citation as though it were the first of a document.

        Args:
            cluster: the citation.
            among: ids of the works of the document; by default all records.
        """
        document = self._document([], list(self._references) if among is None else among)
        cites = self._ordered(cluster, document)
        row = [Place(cite.position) for cite in cites]
        return self._cluster(cluster, cites, row, document)

    def bibliography(
        self,
        clusters: Sequence[Cluster] | None = None,
        uncited: Iterable[str] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Bibliography:
        """Return the reference list of a document.

        Args:
            clusters: its citations, in document order; without them all records are listed.
            uncited: ids of works that are listed without being cited.
            progress: called with the number of entries so far.

        Raises:
            StyleError: the style has no reference list.
        """
        if self._compiled.bibliography is None:
            raise StyleError(f"{self.style.place}: the style has no reference list")
        if clusters is None and uncited is None:
            uncited = list(self._references)
        with paused():
            document = self._document(clusters or [], uncited or ())
            return self._bibliography(document, self._compiled.bibliography, progress)

    def _document(self, clusters: Sequence[Cluster], uncited: Iterable[str]) -> _Document:
        cited = [cite.id for cluster in clusters for cite in cluster.cites]
        ids = tuple(dict.fromkeys(id for id in (*cited, *uncited) if id in self._references))
        if self._last and self._last[0] == ids:
            return self._last[1]
        compiled = self._compiled
        calls = {id: Call(self._references[id], number) for number, id in enumerate(ids, 1)}
        ordered = list(calls.values())
        if compiled.bibliography_keys:
            ordered = sort_calls(ordered, compiled.bibliography_keys)
            for number, call in enumerate(ordered, 1):
                call.number = number
        document = _Document(calls, ordered)
        if compiled.options.any:
            refs = [call.ref for call in ordered]
            document.states = Disambiguator(compiled.citation, compiled.options).run(refs)
        for call in ordered:
            state = document.states.get(call.ref)
            if state is not None:
                state.apply(call)
        if any(call.suffix for call in ordered) and compiled.bibliography_keys:
            document.sorted = sort_calls(ordered, compiled.bibliography_keys)
        self._last = (ids, document)
        return document

    def _ordered(self, cluster: Cluster, document: _Document) -> list[Cite]:
        cites = [cite for cite in cluster.cites if cite.id in document.calls]
        return cites[: cluster.fixed] + self._sorted(cites[cluster.fixed :], document)

    def _sorted(self, cites: list[Cite], document: _Document) -> list[Cite]:
        keys = self._compiled.citation_keys
        if not keys or len(cites) < 2:
            return cites
        by_call: dict[int, list[Cite]] = {}
        calls = []
        for cite in cites:
            call = document.calls[cite.id]
            if id(call) not in by_call:
                calls.append(call)
            by_call.setdefault(id(call), []).append(cite)
        return [cite for call in sort_calls(calls, keys) for cite in by_call[id(call)]]

    def _cluster(self, cluster: Cluster, cites: list[Cite], row: list[Place], document: _Document) -> str:
        compiled = self._compiled
        rendered = [self._cite(cite, place, document) for cite, place in zip(cites, row, strict=True)]
        if rendered and not any(each.text for each in rendered) and any(each.cite.suppress_author for each in rendered):
            return self.markup.escape("[NO_PRINTED_FORM]")
        if rendered and not tree.plain(rendered[0].whole) and not rendered[0].cite.suppress_author:
            rendered[0].text = NO_FORM
        if compiled.collapsing.regroups:
            rendered = grouped(rendered)
        if compiled.collapsing.mode or compiled.collapsing.group is not None:
            rendered = collapse(rendered, compiled.collapsing, compiled.citation)
        for index, each in enumerate(rendered):
            each.text = begun(each.text, self.is_note_style and not index, each.prefix)
        text = join(rendered, compiled.citation.delimiter)
        whole = f"{compiled.citation.before}{text}{compiled.citation.after}" if text else ""
        if len(cites) == 1 and cites[0].author_only:
            whole = text
        return self._written(whole)

    def _cite(self, cite: Cite, place: Place, document: _Document) -> Rendered:
        base = document.calls[cite.id]
        call = Call(base.ref, base.number)
        state = document.states.get(base.ref)
        if state:
            state.apply(call)
        locator, label = read_locator(clean(cite.locator), cite.label)
        call.locator = parse(locator)
        call.first_note = str(place.first_note) if place.first_note else ""
        features = Features(
            locator=label if locator else None,
            numeric=is_numeric(locator),
            position=place.position,
            near=place.near and place.position > 0,
            disambiguate=state.condition if state else 0,
            suffix=bool(call.suffix),
            bare=cite.suppress_author,
            first_note=bool(place.first_note) and place.position > 0,
        )
        text = self._compiled.citation.render(call, features)
        names = "".join(whole for _, whole in call.names or ())
        if cite.author_only:
            text = names
        return Rendered(cite, call, features, text, prefix_of(cite.prefix), suffix_of(cite.suffix), names)

    def _bibliography(
        self, document: _Document, program: Program, progress: Callable[[int], None] | None
    ) -> Bibliography:
        root = program.env.area.element
        layout = Layout(
            hanging_indent=root.get("hanging-indent") == "true",
            second_field_align=root.get("second-field-align"),
            entry_spacing=_count(root, "entry-spacing", 1),
            line_spacing=_count(root, "line-spacing", 1),
            language=self.locale,
        )
        texts = write_entries(document.sorted, program)
        numbered = "citation-number" in program.used
        entries = []
        for number, (call, text) in enumerate(zip(document.sorted, texts, strict=True), 1):
            if progress:
                progress(number)
            if not text and numbered:
                text = f"{call.number}. {NO_FORM}"
            if text:
                entries.append(Entry(call.ref.id, self._written(text)))
        return Bibliography(entries, self.markup, layout)

    def _written(self, flat: str) -> str:
        compiled = self._compiled
        settled = settle(flat, compiled.locale.flag("punctuation-in-quote"))
        return render(settled, self.markup, compiled.quotes)


def _count(element: Element, name: str, default: int) -> int:
    """Return an attribute that is a whole number; anything else is as though it were not there."""
    value = whole(element.get(name))
    return default if value is None else value


def _abbreviated(record: Record | Mapping[str, Any], lists: Mapping[str, Mapping[str, str]] | None) -> Reference:
    ref = reference_of(record)
    for variable, table in (lists or {}).items():
        short = f"{variable}-short"
        full = ref.text.get(variable)
        if full and full in table:
            ref.text.setdefault(short, table[full])
    return ref


__all__ = ["Cite", "Cluster", "Processor"]
