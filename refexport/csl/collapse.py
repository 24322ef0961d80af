"""Grouping and collapsing the cites of a citation.

Source: CSL 1.0.2 specification, "Cite Grouping", "Cite Collapsing".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from refexport.csl import tree
from refexport.csl.compile import Call, Features
from refexport.csl.markup_attributes import literal
from refexport.csl.positions import Cite
from refexport.csl.program import Program
from refexport.csl.style import Area


@dataclass(slots=True, eq=False)
class Rendered:
    """A cite as it is rendered in its citation."""

    cite: Cite
    call: Call
    features: Features
    text: str
    prefix: str = ""
    suffix: str = ""
    names: str = ""
    """The first names."""
    glue: str | None = None
    """What joins it to the cite before; by default the delimiter of the layout."""

    @property
    def whole(self) -> str:
        """Return the cite with its affixes."""
        return f"{self.prefix}{self.text}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Collapsing:
    """How a style groups and collapses cites."""

    mode: str
    group: str | None
    """Delimiter within a group; `None` where cites are not grouped."""
    suffixes: str
    """Delimiter between year suffixes."""
    after: str
    """Delimiter behind what was collapsed."""
    regroups: bool
    """Whether cites of the same names are set side by side."""

    @classmethod
    def of(cls, area: Area, delimiter: str, listed: bool) -> Collapsing:
        """Return the options of a style's citations, which may have a sorted reference list."""
        get = area.element.attributes.get
        mode = get("collapse", "")
        grouped = get("cite-group-delimiter")
        if grouped is None and mode.startswith("year"):
            # Where nothing is sorted, cites are not grouped, and what joins cites joins years too.
            grouped = ", " if area.sort or listed else delimiter
        suffixes = get("year-suffix-delimiter")
        after = get("after-collapse-delimiter")
        return cls(
            mode,
            None if grouped is None else literal(grouped),
            literal((get("cite-group-delimiter") or delimiter) if suffixes is None else suffixes),
            literal(delimiter if after is None else after),
            grouped is not None and (bool(area.sort) or mode == ""),
        )


def grouped(cites: Sequence[Rendered]) -> list[Rendered]:
    """Return cites with those of the same names side by side, at the place of the first."""
    order: dict[str, int] = {}
    for cite in cites:
        order.setdefault(cite.names or f"\0{id(cite)}", len(order))
    return sorted(cites, key=lambda cite: order[cite.names or f"\0{id(cite)}"])


def collapse(cites: list[Rendered], options: Collapsing, program: Program) -> list[Rendered]:
    """Return cites collapsed, each with what joins it to the one before."""
    if options.mode == "citation-number":
        return _numbers(cites, options, program)
    if options.mode.startswith("year"):
        return _years(cites, options, program)
    if options.group is not None:
        for before, cite in pairwise(cites):
            if cite.names and cite.names == before.names:
                cite.glue = options.group
    return cites


def _numbers(cites: list[Rendered], options: Collapsing, program: Program) -> list[Rendered]:
    out: list[Rendered] = []
    index = 0
    collapsed = False
    while index < len(cites):
        last = index
        while last + 1 < len(cites) and _consecutive(cites[last], cites[last + 1]):
            last += 1
        first = cites[index]
        if collapsed and out:
            first.glue = options.after
        collapsed = False
        out.append(first)
        if last - index >= 2:
            cites[last].glue = "–"
            out.append(cites[last])
            collapsed = True
        elif last > index:
            out.append(cites[last])
        index = last + 1
    return out


def _consecutive(one: Rendered, two: Rendered) -> bool:
    bare = not (one.suffix or two.prefix or one.cite.locator or two.cite.locator or two.suffix)
    return bare and two.call.number == one.call.number + 1


def _years(cites: list[Rendered], options: Collapsing, program: Program) -> list[Rendered]:
    out: list[Rendered] = []
    collapsed = options.mode == "year"
    for cite in cites:
        before = out[-1] if out else None
        if before is None:
            pass
        elif _same_names(before, cite) and not cite.prefix and not before.suffix:
            cite.names = before.names
            _collapse_year(before, cite, options, program)
            if not cite.text:
                continue
            collapsed = True
        elif collapsed:
            cite.glue = options.after
            collapsed = options.mode == "year"
        out.append(cite)
    return _ranged(out, options) if options.mode == "year-suffix-ranged" else out


def _same_names(one: Rendered, two: Rendered) -> bool:
    return one.names == two.names


def _collapse_year(before: Rendered, cite: Rendered, options: Collapsing, program: Program) -> None:
    if options.mode.startswith("year-suffix") and _same_year(before, cite):
        cite.glue = options.suffixes
        cite.text = cite.call.suffix
        return
    # Behind a locator the next year could be taken for another locator.
    cite.glue = options.after if before.cite.locator else options.group
    cite.text = program.render(cite.call, cite.features._replace(bare=True))


def _same_year(one: Rendered, two: Rendered) -> bool:
    if not one.call.suffix or not two.call.suffix or one.cite.locator or two.cite.locator:
        return False
    a, b = one.call.ref.dates.get("issued"), two.call.ref.dates.get("issued")
    return (a.start[0] if a else 0) == (b.start[0] if b else 0)


def _ranged(cites: list[Rendered], options: Collapsing) -> list[Rendered]:
    """Return cites with three or more consecutive year suffixes as a range."""
    out: list[Rendered] = []
    index = 0
    while index < len(cites):
        last = index
        while last + 1 < len(cites) and _next_suffix(cites[last], cites[last + 1]):
            last += 1
        out.append(cites[index])
        if last - index >= 2:
            cites[last].glue = "–"
            out.append(cites[last])
        elif last > index:
            out.append(cites[last])
        index = last + 1
    return out


def _next_suffix(one: Rendered, two: Rendered) -> bool:
    a, b = one.call.suffix, two.call.suffix
    return tree.plain(two.text) == b and len(a) == len(b) == 1 and ord(b) == ord(a) + 1


def join(cites: Sequence[Rendered], delimiter: str) -> str:
    """Return cites as one flat tree."""
    out = ""
    for cite in cites:
        whole = cite.whole
        if not whole:
            continue
        if out:
            out += _glue(out, cite.prefix, delimiter if cite.glue is None else cite.glue)
        out += whole
    return out


def _glue(before: str, prefix: str, glue: str) -> str:
    """Return what joins two cites; punctuation that a person set there takes the place of the delimiter."""
    if tree.plain(prefix[:4])[:1] in _POINTS:
        return ""
    if before[-1] == tree.SEAM and before[-2] == ",":
        return " "
    return glue


_POINTS = tuple(",;:.")
