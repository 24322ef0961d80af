"""Languages as babel and BibLaTeX name them, and their BCP 47 tags.

Source: BibLaTeX manual 3.20, table 2 (supported languages); the manuals of babel and polyglossia, lists of options.
"""

from __future__ import annotations

import re

_BABEL = """
english:en american:en-US usenglish:en-US british:en-GB ukenglish:en-GB canadian:en-CA australian:en-AU newzealand:en-NZ
german:de ngerman:de austrian:de-AT naustrian:de-AT swissgerman:de-CH nswissgerman:de-CH french:fr francais:fr
frenchb:fr acadian:fr-CA canadien:fr-CA italian:it spanish:es mexican:es-MX portuguese:pt portuges:pt brazil:pt-BR
brazilian:pt-BR dutch:nl afrikaans:af danish:da swedish:sv norwegian:no norsk:nb nynorsk:nn icelandic:is finnish:fi
estonian:et latvian:lv lithuanian:lt polish:pl czech:cs slovak:sk slovene:sl slovenian:sl croatian:hr serbian:sr
serbianc:sr-Cyrl bosnian:bs macedonian:mk bulgarian:bg romanian:ro magyar:hu hungarian:hu greek:el polutonikogreek:el
russian:ru ukrainian:uk belarusian:be turkish:tr arabic:ar hebrew:he persian:fa farsi:fa hindi:hi japanese:ja korean:ko
chinese:zh pinyin:zh-Latn thai:th thaicjk:th vietnamese:vi indonesian:id malay:ms catalan:ca galician:gl basque:eu
latin:la esperanto:eo irish:ga welsh:cy scottish:gd breton:br albanian:sq armenian:hy georgian:ka mongolian:mn
"""
BABEL: dict[str, str] = {name: tag for name, _, tag in (pair.partition(":") for pair in _BABEL.split())}
"""Names of babel's languages to BCP 47 tags."""

_LANGID = {tag: name for name, tag in reversed(BABEL.items())} | {"de": "ngerman"}


_VARIANTS = {
    "english": {"us": "american", "usmax": "american", "uk": "british"},
    "german": {"swiss": "swissgerman"},
    "portuguese": {"brazil": "brazilian"},
}
"""polyglossia's languages to its variants that babel names otherwise."""
_VARIANT = re.compile(r"(?:^|,)\s*variant\s*=\s*(\w+)")


def take_variant(fields: dict[str, str]) -> None:
    """Take polyglossia's variant, `langidopts = {variant=american}`, for the language that it is one of."""
    language = fields.get("langid", "").strip().lower()
    match = _VARIANT.search(fields["langidopts"])
    if not match or language not in _VARIANTS:
        return
    variant = _VARIANTS[language].get(match[1], match[1])
    if BABEL.get(variant, "").startswith(f"{BABEL[language]}-"):
        fields["langid"] = variant
        del fields["langidopts"]


def read_language(text: str) -> str:
    """Return the BCP 47 tag of one of babel's languages, `ngerman` → `de`; any other text as it is."""
    return BABEL.get(text.removeprefix("lang"), text)


def langid(tag: str | None) -> str | None:
    """Return babel's name for the language of a tag, or `None`: `de-AT` → `austrian`, `en` → `english`."""
    if not tag:
        return None
    primary, _, region = tag.replace("_", "-").partition("-")
    return _LANGID.get(f"{primary.lower()}-{region.upper()}") or _LANGID.get(primary.lower())
