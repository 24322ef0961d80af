"""Word documents for the tests, written here part by part, and read back as plain text with marks."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import pairwise
from xml.sax.saxutils import escape

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'mc:Ignorable="w14"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def run(text: str, properties: str = "") -> str:
    """Return a run."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r w:rsidR="00AB12CD">{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def cut(text: str, *places: int, between: str = "", properties: str = "") -> str:
    """Return a text as several runs, cut at places, with something of Word's between them."""
    ends = [0, *places, len(text)]
    return between.join(run(text[a:b], properties) for a, b in pairwise(ends))


def para(*content: str, properties: str = "") -> str:
    """Return a paragraph; what begins with `<` is taken as it is."""
    inner = "".join(each if each.startswith("<") else run(each) for each in content)
    before = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p w14:paraId="1A2B3C4D" w:rsidR="00AB12CD">{before}{inner}</w:p>'


def table(*rows: tuple[str, ...]) -> str:
    """Return a table of paragraphs."""
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{cells}</w:tbl>"


def call(kind: str, id: int) -> str:
    """Return the run that calls a note."""
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:{kind}Reference w:id="{id}"/></w:r>'


def box(*paragraphs: str) -> str:
    """Return a text box as Word writes it, with a copy for old programs."""
    inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>' + inner + "</wps:txbx></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><v:textbox>" + inner + "</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def field(instruction: str, result: str = "(shown)", pieces: int = 1, data: str = "") -> str:
    """Return a complex field whose instruction stands in several runs."""
    step = -(-len(instruction) // pieces)
    texts = [instruction[at : at + step] for at in range(0, len(instruction), step)]
    inside = "".join(f'<w:r><w:instrText xml:space="preserve">{escape(text)}</w:instrText></w:r>' for text in texts)
    more = f"<w:fldData xml:space='preserve'>{data}</w:fldData>" if data else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{more}</w:fldChar></w:r>{inside}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def notes(kind: str, *contents: str) -> str:
    """Return a part of footnotes or endnotes, numbered from 1, behind Word's separators."""
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    inner = "".join(
        f'<w:{kind} w:id="{number}"><w:p>{mark}{content}</w:p></w:{kind}>'
        for number, content in enumerate(contents, start=1)
    )
    first = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    return f"{HEAD}<w:{kind}s {NAMES}>{first}{inner}</w:{kind}s>"


STYLES = (
    f'{HEAD}<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="Standard">'
    '<w:name w:val="Normal"/></w:style></w:styles>'
)


def build(
    *body: str,
    footnotes: tuple[str, ...] = (),
    endnotes: tuple[str, ...] = (),
    parts: dict[str, str | bytes] | None = None,
    relations: tuple[str, ...] = (),
    package_relations: tuple[str, ...] = (),
    styles: str | None = STYLES,
) -> bytes:
    """Return a Word document.

    Args:
        body: paragraphs and tables.
        footnotes: content of each.
        endnotes: likewise.
        parts: more parts by name.
        relations: `Type Target`, or `Type Target External`, of the document.
        package_relations: the same, of the package.
        styles: the part with the styles, if there is one.
    """
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    members: dict[str, str | bytes] = {
        "word/document.xml": f"{HEAD}<w:document {NAMES}><w:body>{''.join(body)}{section}</w:body></w:document>",
        **(parts or {}),
    }
    targets = list(relations)
    for name, content in (
        ("footnotes", notes("footnote", *footnotes) if footnotes else None),
        ("endnotes", notes("endnote", *endnotes) if endnotes else None),
        ("styles", styles),
    ):
        if content:
            members[f"word/{name}.xml"] = content
            targets.append(f"{name} {name}.xml")
    kinds = {"document": "document.main", "footnotes": "footnotes", "endnotes": "endnotes", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}{kind}+xml"/>'
        for name, kind in kinds.items()
        if f"word/{name}.xml" in members
    )
    members["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    members["_rels/.rels"] = _relations(("officeDocument word/document.xml", *package_relations))
    members["word/_rels/document.xml.rels"] = _relations(targets)
    return pack(members)


def _relations(targets: list[str] | tuple[str, ...]) -> str:
    rows = []
    for number, target in enumerate(targets, start=1):
        kind, address, *external = target.split(" ")
        mode = ' TargetMode="External"' if external else ""
        rows.append(f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{escape(address)}"{mode}/>')
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{names}">{"".join(rows)}</Relationships>'


def pack(members: dict[str, str | bytes]) -> bytes:
    """Return a ZIP archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of a ZIP archive."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def paragraphs(data: bytes, part: str = "word/document.xml") -> list[str]:
    """Return the paragraphs of a part as text with marks: `*italic*`, `~bold~`, `^raised^`, `[footnote: …]`."""
    members = unpack(data)
    if part not in members:
        return []
    return [_shown(element, members) for element in etree.fromstring(members[part]).iter(f"{{{W}}}p")]


def _shown(paragraph: etree._Element, members: dict[str, bytes]) -> str:
    out = []
    for run in paragraph.iter(f"{{{W}}}r"):
        if next(run.iterancestors(f"{{{W}}}p")) is not paragraph:
            continue
        text = "".join(_signs(child, members) for child in run)
        for name, mark in (("b", "~"), ("i", "*"), ("smallCaps", "%"), ("vertAlign", "^")):
            found = run.find(f"{{{W}}}rPr/{{{W}}}{name}")
            if found is not None and found.get(f"{{{W}}}val") not in ("0", "baseline") and text:
                text = f"{mark}{text}{mark}"
        out.append(text)
    text = "".join(out)
    for mark in "~*%^":
        text = text.replace(mark * 2, "")
    return text


def _signs(child: etree._Element, members: dict[str, bytes]) -> str:
    name = etree.QName(child).localname
    if name == "t":
        return child.text or ""
    if name in ("footnoteReference", "endnoteReference"):
        kind = name.removesuffix("Reference")
        note = etree.fromstring(members[f"word/{kind}s.xml"]).find(
            f"{{{W}}}{kind}[@{{{W}}}id='{child.get(f'{{{W}}}id')}']"
        )
        inside = " ¶ ".join(_shown(each, members).strip() for each in note.iter(f"{{{W}}}p"))
        return f"[{kind}: {inside}]"
    return {"tab": "→", "br": "↵"}.get(name, "")


def expected_text(data: bytes) -> str:
    """Return a whole document as text with marks, a paragraph a line."""
    return "".join(f"{text}\n" for text in paragraphs(data))
