"""Locales: terms, date formats and options, with the fallback chain.

The locale files are those of citeproc-py's package.  Highest first: the
style's `cs:locale` for the dialect, for the language, and without one; then
the files for the dialect, the language's primary dialect, and en-US.

Source: CSL 1.0.2 specification, "Locale" and "Locale Fallback".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from refexport.csl.rich import parse
from refexport.csl.style import Element, parse_xml
from refexport.text.characters import clean

PRIMARY_DIALECTS = {
    "af": "af-ZA", "ar": "ar", "bg": "bg-BG", "ca": "ca-AD", "cs": "cs-CZ", "cy": "cy-GB", "da": "da-DK",
    "de": "de-DE", "el": "el-GR", "en": "en-US", "es": "es-ES", "et": "et-EE", "eu": "eu", "fa": "fa-IR",
    "fi": "fi-FI", "fr": "fr-FR", "gl": "gl-ES", "he": "he-IL", "hr": "hr-HR", "hu": "hu-HU", "id": "id-ID",
    "is": "is-IS", "it": "it-IT", "ja": "ja-JP", "km": "km-KH", "ko": "ko-KR", "la": "la", "lt": "lt-LT",
    "lv": "lv-LV", "mn": "mn-MN", "ms": "ms-MY", "nb": "nb-NO", "nl": "nl-NL", "nn": "nn-NO", "no": "nb-NO",
    "pl": "pl-PL", "pt": "pt-PT", "ro": "ro-RO", "ru": "ru-RU", "sk": "sk-SK", "sl": "sl-SI", "sr": "sr-RS",
    "sv": "sv-SE", "th": "th-TH", "tr": "tr-TR", "uk": "uk-UA", "vi": "vi-VN", "zh": "zh-CN",
}  # fmt: skip
"""Language → the dialect whose file stands for it."""

_FALLBACK_FORMS = {
    "verb-short": ("verb-short", "verb", "long"),
    "verb": ("verb", "long"),
    "symbol": ("symbol", "short", "long"),
    "short": ("short", "long"),
    "long": ("long",),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one form."""

    single: str
    multiple: str
    gender: str = ""
    """`masculine` or `feminine`, of a noun."""
    match: str = ""
    """Of an ordinal: `last-digit`, `last-two-digits`, `whole-number`."""


@dataclass(slots=True, eq=False)
class Locale:
    """A language's terms, date formats and options, as one style sees them."""

    language: str
    """As asked for: `de-AT`."""
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    """By name and form."""
    ordinals: dict[tuple[str, str], Term] = field(default_factory=dict)
    """`ordinal…` terms, by name and gender form."""
    dates: dict[str, Element] = field(default_factory=dict)
    """Date formats `text` and `numeric`."""
    options: dict[str, str] = field(default_factory=dict)

    def term(self, name: str, form: str = "long", plural: bool = False) -> str | None:
        """Return a term, from the next form where it lacks one; `None` where there is none."""
        found = self.find(name, form)
        return None if found is None else found.multiple if plural else found.single

    def find(self, name: str, form: str = "long") -> Term | None:
        """Return a term with all its numbers."""
        for candidate in _FALLBACK_FORMS.get(form, ("long",)):
            if (name, candidate) in self.terms:
                return self.terms[name, candidate]
        return None

    def gender(self, name: str) -> str:
        """Return the gender of a noun: `masculine`, `feminine`, or nothing."""
        found = self.find(name)
        return found.gender if found else ""

    def flag(self, name: str) -> bool:
        """Return an option that is true or false."""
        return self.options.get(name, "false") == "true"

    @property
    def english(self) -> bool:
        """Whether titles may be set in title case."""
        return self.language[:2].lower() == "en"


def load_locale(language: str, overrides: Iterable[Element] = ()) -> Locale:
    """Return a locale.

    Args:
        language: such as `de-AT`; unknown ones fall back to their primary dialect, then to en-US.
        overrides: the style's own `cs:locale` elements.
    """
    language = normalize(language)
    locale = Locale(language)
    for file in _chain(language):
        base = _file(file)
        locale.terms |= base.terms
        locale.dates |= base.dates
        locale.options |= base.options
        locale.ordinals = dict(base.ordinals) or locale.ordinals
    for element in _matching(overrides, language):
        _apply(locale, element)
    return locale


def normalize(language: str) -> str:
    """Return a language tag as the files are named: `DE_at` → `de-AT`."""
    head, _, tail = language.strip().replace("_", "-").partition("-")
    return f"{head.lower()}-{tail.upper() if len(tail) == 2 else tail}" if tail else head.lower()


def _chain(language: str) -> list[str]:
    names = ["en-US", PRIMARY_DIALECTS.get(language[:2] if len(language) > 3 else language, ""), language]
    known = _files()
    return list(dict.fromkeys(name for name in names if name in known))


def known_locale(language: str) -> bool:
    """Return whether there is a file for a language or its primary dialect."""
    return len(_chain(normalize(language))) > 1 or normalize(language).startswith("en")


def locale_ids() -> list[str]:
    """Return the ids of all locales that there are files for, sorted."""
    return sorted(_files())


def _matching(overrides: Iterable[Element], language: str) -> list[Element]:
    ranked = []
    for element in overrides:
        lang = element.get("lang")
        own = normalize(lang) if lang else ""
        if not own:
            ranked.append((0, element))
        elif own == language:
            ranked.append((3, element))
        elif PRIMARY_DIALECTS.get(own) == language or PRIMARY_DIALECTS.get(language) == own:
            ranked.append((2, element))
        elif own == language.partition("-")[0]:
            ranked.append((1, element))
    return [element for _, element in sorted(ranked, key=lambda pair: pair[0])]


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    from importlib.util import find_spec

    spec = find_spec("citeproc")
    places = list(spec.submodule_search_locations or ()) if spec else []
    folder = Path(places[0] if places else "citeproc") / "data" / "locales"
    return {path.stem.removeprefix("locales-"): path for path in sorted(folder.glob("locales-*.xml"))}


@cache
def _file(name: str) -> Locale:
    path = _files()[name]
    locale = Locale(name)
    _apply(locale, parse_xml(path.read_bytes(), path.name))
    return locale


def _apply(locale: Locale, element: Element) -> None:
    for child in element.children:
        if child.tag == "terms":
            _apply_terms(locale, child)
        elif child.tag == "date":
            locale.dates[child.get("form")] = child
        elif child.tag == "style-options":
            locale.options |= child.attributes


def _apply_terms(locale: Locale, terms: Element) -> None:
    ordinals: dict[tuple[str, str], Term] = {}
    for element in terms.all("term"):
        name = element.get("name")
        term = _term(element)
        if name.startswith("ordinal"):
            ordinals[name, element.get("gender-form")] = term
        elif name.startswith("long-ordinal"):
            locale.ordinals[name, element.get("gender-form")] = term
        else:
            locale.terms[name, element.get("form", "long")] = term
    if not any(name == "ordinal" for name, _ in ordinals):
        locale.ordinals |= ordinals
    else:
        # A locale that defines the general ordinal replaces all those below it: the sets do not mix.
        long = {key: term for key, term in locale.ordinals.items() if key[0].startswith("long-")}
        locale.ordinals = ordinals | long


def _term(element: Element) -> Term:
    single, multiple = element.find("single"), element.find("multiple")
    text = element.text if not element.children else ""
    one = _value(single.text if single else text)
    many = _value(multiple.text if multiple else text if not element.children else one)
    return Term(one, many, element.get("gender"), element.get("match"))


def _value(text: str) -> str:
    return parse(
        clean(text if text.isspace() and "\n" not in text else " ".join(text.split()) if "\n" in text else text)
    )
