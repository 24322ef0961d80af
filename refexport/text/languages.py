"""Languages as formats name them, and the BCP 47 tags that a record holds.

Source: RFC 5646 (BCP 47): the shortest ISO 639 code is the tag; ISO 639-2, bibliographic and terminological codes.
"""

from __future__ import annotations

import re

# Of two codes for a language, the bibliographic one stands first.
_CODES = (
    "afr:af alb:sq sqi:sq ara:ar arm:hy hye:hy aze:az baq:eu eus:eu bel:be ben:bn bos:bs bul:bg cat:ca chi:zh "
    "zho:zh cze:cs ces:cs dan:da dut:nl nld:nl eng:en epo:eo est:et fin:fi fre:fr fra:fr geo:ka kat:ka ger:de "
    "deu:de gle:ga glg:gl gre:el ell:el heb:he hin:hi hrv:hr hun:hu ice:is isl:is ind:id ita:it jpn:ja kaz:kk "
    "kor:ko lat:la lav:lv lit:lt mac:mk mkd:mk may:ms msa:ms mon:mn nor:no nob:nb nno:nn per:fa fas:fa pol:pl "
    "por:pt rum:ro ron:ro rus:ru san:sa slo:sk slk:sk slv:sl spa:es srp:sr scc:sr scr:hr swa:sw swe:sv tha:th "
    "tur:tr ukr:uk urd:ur uzb:uz vie:vi wel:cy cym:cy"
)
_NAMES = (
    "arabic:ar chinese:zh czech:cs danish:da dutch:nl english:en finnish:fi french:fr german:de greek:el hebrew:he "
    "hungarian:hu italian:it japanese:ja korean:ko latin:la norwegian:no polish:pl portuguese:pt romanian:ro "
    "russian:ru spanish:es swedish:sv turkish:tr ukrainian:uk"
)

TAGS: dict[str, str] = {name: tag for name, _, tag in (pair.partition(":") for pair in f"{_CODES} {_NAMES}".split())}
"""Three-letter codes and English names, lower case, to BCP 47 tags."""

CODES: dict[str, str] = {tag: code for code, _, tag in (pair.partition(":") for pair in reversed(_CODES.split()))}
"""BCP 47 tags to the three-letter codes of libraries, ISO 639-2/B: `fr` → `fre`."""

_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z\d]{1,8})*", re.I)


def language_tag(text: str) -> str:
    """Return the BCP 47 tag of a language: `eng` and `English` → `en`; what is no known code or name as it is."""
    return TAGS.get(text.strip().lower(), text)


def is_language(text: str) -> bool:
    """Return whether a text is the tag, the code or the English name of a language: `en-GB`, `eng`, `English`."""
    text = text.strip()
    return text.lower() in TAGS or text.replace("_", "-").partition("-")[0] in _TAGS


_TAGS = frozenset(TAGS.values())


def is_tag(text: str) -> bool:
    """Return whether a text has the form of a BCP 47 tag, and is not the longer code of a language: `en-GB`, `haw`."""
    return _TAG.fullmatch(text) is not None and text.lower() not in TAGS
