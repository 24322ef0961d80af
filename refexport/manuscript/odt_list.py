"""Reference lists as OpenDocument text: a document that is nothing but a list, with a paragraph style for it.

Source: OpenDocument 1.3, part 2 (packages: `mimetype` comes first and unpacked), part 3, sections 5 (text), 16 and 20
(styles and formatting properties).
"""

from __future__ import annotations

import zipfile
from dataclasses import fields, replace
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from refexport.manuscript import word_runs
from refexport.manuscript.word_runs import Format, Piece, pieces, plain
from refexport.manuscript.word_styles import Setting, setting_of
from refexport.reference_list import Layout

MIME_TYPE = "application/vnd.oasis.opendocument.text"
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("fo", "xsl-fo-compatible"),
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_PROPERTIES: dict[tuple[str, object], str] = {
    ("italic", True): 'fo:font-style="italic"',
    ("italic", False): 'fo:font-style="normal"',
    ("bold", True): 'fo:font-weight="bold"',
    ("bold", False): 'fo:font-weight="normal"',
    ("underline", True): 'style:text-underline-style="solid"',
    ("underline", False): 'style:text-underline-style="none"',
    ("small_caps", True): 'fo:font-variant="small-caps"',
    ("small_caps", False): 'fo:font-variant="normal"',
    ("raised", "superscript"): 'style:text-position="super 58%"',
    ("raised", "subscript"): 'style:text-position="sub 58%"',
    ("raised", "baseline"): 'style:text-position="0% 100%"',
}


def document(entries: list[str], layout: Layout) -> bytes:
    """Return a reference list as an OpenDocument text.

    Args:
        entries: in the markup of `word_runs`.
        layout: how the style sets the list.
    """
    names: dict[Format, str] = {}
    rows = "".join(
        f'<text:p text:style-name="Bibliography">{"".join(_span(piece, names) for piece in pieces(entry))}</text:p>'
        for entry in entries
    )
    labels = [text.partition("\t")[0] for text in map(plain, entries) if "\t" in text]
    automatic = "".join(_style(format, name) for format, name in names.items())
    content = (
        f'{_HEAD}<office:document-content {_NAMES} office:version="1.3"><office:automatic-styles>{automatic}'
        f"</office:automatic-styles><office:body><office:text>{rows}</office:text></office:body>"
        "</office:document-content>"
    )
    return _packed(content, _styles(setting_of(layout, labels), layout.language))


def _packed(content: str, styles: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("mimetype", MIME_TYPE),
            ("content.xml", content),
            ("styles.xml", styles),
            ("META-INF/manifest.xml", _MANIFEST),
        ):
            # A fixed time and system, so that the same list gives the same file.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode("utf-8"))
    return out.getvalue()


def _span(piece: Piece, names: dict[Format, str]) -> str:
    text = escape(piece.text).replace("  ", ' <text:s text:c="1"/>')
    if text[:1] == " ":
        # Blanks at the edge of a paragraph are white space of the file only.
        text = f"<text:s/>{text[1:]}"
    text = text.replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
    if piece.format == Format():
        return text
    name = names.setdefault(piece.format, f"T{len(names) + 1}")
    return f'<text:span text:style-name="{name}">{text}</text:span>'


def _style(format: Format, name: str) -> str:
    values = ((each.name, getattr(format, each.name)) for each in fields(format))
    properties = " ".join(_PROPERTIES[pair] for pair in values if pair in _PROPERTIES)
    return f'<style:style style:name="{name}" style:family="text"><style:text-properties {properties}/></style:style>'


def _styles(setting: Setting, language: str) -> str:
    tongue, _, country = language.partition("-")
    code = f"fo:language={quoteattr(tongue)} fo:country={quoteattr(country or 'none')}"
    tab = f'<style:tab-stops><style:tab-stop style:position="{setting.left / 20}pt"/></style:tab-stops>'
    return (
        f'{_HEAD}<office:document-styles {_NAMES} office:version="1.3"><office:styles>'
        f'<style:default-style style:family="paragraph"><style:text-properties {code}/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        '<style:style style:name="Bibliography" style:family="paragraph" style:parent-style-name="Standard">'
        f'<style:paragraph-properties fo:margin-left="{setting.left / 20}pt" fo:text-indent="-{setting.left / 20}pt" '
        f'fo:margin-bottom="{setting.after / 20}pt" fo:line-height="{setting.line * 100 // 240}%">'
        f"{tab if setting.left else ''}</style:paragraph-properties></style:style></office:styles>"
        "</office:document-styles>"
    )


MARKUP = replace(word_runs.MARKUP, id="odt", name="OpenDocument", file=document, suffixes=(".odt",))
