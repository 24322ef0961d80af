"""What XML formats share inside a text: inline elements as rich text, and codes of languages.

Source: PubMed DTD 2025 (`i`, `b`, `sup`, `sub`, `u`, MathML) and JATS; ISO 639-2/B codes and the BCP 47 tags that
they stand for (RFC 5646: the shortest code is the tag).
"""

from __future__ import annotations

from refexport.syntax.xml import Element, local

_TAGS = {"i": "i", "italic": "i", "em": "i", "b": "b", "bold": "b", "strong": "b", "sup": "sup", "sub": "sub"}
_SCRIPTS = {"msub": "sub", "msup": "sup"}

_LANGUAGES: dict[str, str] = dict(
    pair.split(":")  # type: ignore[misc]
    for pair in (
        "afr:af alb:sq sqi:sq ara:ar arm:hy hye:hy aze:az baq:eu eus:eu bel:be ben:bn bos:bs bul:bg cat:ca chi:zh "
        "zho:zh cze:cs ces:cs dan:da dut:nl nld:nl eng:en epo:eo est:et fin:fi fre:fr fra:fr geo:ka kat:ka ger:de "
        "deu:de gle:ga glg:gl gre:el ell:el heb:he hin:hi hrv:hr hun:hu ice:is isl:is ind:id ita:it jpn:ja kaz:kk "
        "kor:ko lat:la lav:lv lit:lt mac:mk mkd:mk may:ms msa:ms mon:mn nor:no nob:nb nno:nn per:fa fas:fa pol:pl "
        "por:pt rum:ro ron:ro rus:ru san:sa slo:sk slk:sk slv:sl spa:es srp:sr scc:sr scr:hr swa:sw swe:sv tha:th "
        "tur:tr ukr:uk urd:ur uzb:uz vie:vi wel:cy cym:cy"
    ).split()
)


def language_tag(code: str) -> str:
    """Return the BCP 47 tag of a language: `eng` → `en`, `de-DE` as it is; an unknown code as it is."""
    return _LANGUAGES.get(code.lower(), code)


def rich_of(element: Element | None) -> str:
    """Return the text in an element as rich text on one line; empty for none."""
    if element is None:
        return ""
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        name = local(child)
        tag = _TAGS.get(name)
        if script := _SCRIPTS.get(name):
            pieces += _script(child, script)
        elif tag:
            pieces += [f"<{tag}>", *_pieces(child), f"</{tag}>"]
        else:
            pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces


def _script(element: Element, tag: str) -> list[str]:
    """Return MathML's base with its sub- or superscript."""
    base, *rest = ["".join(_pieces(child)) for child in element] or [""]
    return [base, *(f"<{tag}>{piece.strip()}</{tag}>" for piece in rest if piece.strip())]
