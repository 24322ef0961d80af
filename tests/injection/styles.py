"""CSL styles of the test's own, which print every variable; one cites by number, one by author, one in notes."""

from __future__ import annotations

from itertools import cycle

from refexport.vocabulary import VARIABLES

_LOOKS = (
    "", "", 'font-style="italic"', "", 'font-weight="bold"', "", 'font-variant="small-caps"', 'quotes="true"',
    'text-decoration="underline"', 'vertical-align="sup"', 'vertical-align="sub"', 'prefix=" ("  suffix=")"',
)  # fmt: skip
_HEAD = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="{kind}"><info><title>T</title>
<id>https://example.org/injection</id><updated>2020-01-01T00:00:00+00:00</updated></info>"""


def _element(name: str, look: str) -> str:
    kind = VARIABLES[name].kind
    if kind == "name":
        plain = look if "quotes" not in look else ""
        order = ' name-as-sort-order="all"' if len(name) % 2 else ""
        return f'<names variable="{name}" {plain}><name delimiter="; "{order}/><label prefix=" "/></names>'
    if kind == "date":
        return f'<date variable="{name}" form="text" date-parts="year"/>'
    # A style cannot name what is no variable of CSL's; it may be there nevertheless.
    return f'<text variable="{name}" {look}/>'


def _everything() -> str:
    return f'<group delimiter=" · ">{"".join(map(_element, VARIABLES, cycle(_LOOKS)))}</group>'


_CITE = {
    "numeric": '<layout prefix="[" suffix="]" delimiter=","><text variable="citation-number"/>{more}</layout>',
    "author-date": '<layout prefix="(" suffix=")" delimiter="; "><names variable="author"><name form="short"/></names>'
    '<date variable="issued" form="text" date-parts="year" prefix=" "/>{more}</layout>',
    "note": '<layout suffix="." delimiter="; ">{all}{more}</layout>',
}
_MORE = '<text variable="locator" prefix=", "/>'
_LABELLED = (
    '<text variable="citation-number" suffix="." display="left-margin"/><group display="right-inline">{all}</group>'
)
_BLOCKS = (
    '<text variable="title"/>{all}<text variable="annote" display="block"/><text variable="URL" display="indent"/>'
)
_LISTS = {
    "numeric": f'<bibliography second-field-align="flush"><layout>{_LABELLED}</layout></bibliography>',
    "author-date": f'<bibliography hanging-indent="true"><layout>{_BLOCKS}</layout></bibliography>',
    "note": '<bibliography entry-spacing="0"><layout suffix=".">{all}</layout></bibliography>',
}


def style(kind: str) -> bytes:
    """Return the XML of a style: `numeric`, `author-date` or `note`, which print all, or `title`, which prints that."""
    if kind == "title":
        title = '<layout><text variable="title"/></layout>'
        body = f"<citation>{title}</citation><bibliography>{title}</bibliography>"
        return f"{_HEAD.format(kind='in-text')}{body}</style>".encode()
    everything = _everything()
    citation = _CITE[kind].format(all=everything, more=_MORE)
    listed = _LISTS[kind].format(all=everything)
    head = _HEAD.format(kind="note" if kind == "note" else "in-text")
    return f"{head}<citation>{citation}</citation>{listed}</style>".encode()
