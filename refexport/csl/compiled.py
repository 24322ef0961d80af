"""Styles compiled in a locale, once in the process.

Source: CSL 1.0.2 specification, "Locale", "Style Structure".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from refexport.csl.collapse import Collapsing
from refexport.csl.disambiguate import Options
from refexport.csl.locale import Locale, known_locale, load_locale
from refexport.csl.markup.base import Quotes
from refexport.csl.program import Program, program
from refexport.csl.sort import SortKey, compile_keys
from refexport.csl.style import Area, ParsedStyle, parse_style


@dataclass(slots=True, eq=False)
class Compiled:
    """A style in a locale, compiled once and kept in the process."""

    locale: Locale
    citation: Program
    citation_keys: list[SortKey]
    bibliography: Program | None
    bibliography_keys: list[SortKey]
    options: Options
    collapsing: Collapsing
    quotes: Quotes


def read_style(style: ParsedStyle | Path | str | bytes) -> tuple[ParsedStyle, str | None]:
    """Return a style, and the locale that goes with the name it was asked for by.

    A dependent style, such as a journal's, has the rules of its parent and a language of its own.

    Raises:
        StyleError: the style cannot be read.
        UnknownStyle: there is no style of that name.
    """
    if isinstance(style, ParsedStyle):
        return style, None
    if isinstance(style, str) and not style.lstrip().startswith("<"):
        from refexport.styles import find_style

        found = find_style(style)
        return parse_style(found.path), found.locale
    return parse_style(style), None


def compile_style(style: ParsedStyle, locale: str | None) -> Compiled:
    """Return a style compiled in a locale; an unknown one gives way to the style's own, then to `en-US`."""
    language = locale or style.default_locale or "en-US"
    if not known_locale(language):
        language = style.default_locale or "en-US"
    found = style.programs.get(language)
    if found is None:
        found = style.programs[language] = _compiled(style, load_locale(language, style.locales))
    return found


def _compiled(style: ParsedStyle, locale: Locale) -> Compiled:
    # Importing the elements registers them.
    import refexport.csl.conditions
    import refexport.csl.date_element
    import refexport.csl.names_element  # noqa: F401

    citation = program(style, locale, style.citation)
    area: Area | None = style.bibliography
    return Compiled(
        locale=locale,
        citation=citation,
        citation_keys=compile_keys(style, locale, style.citation),
        bibliography=program(style, locale, area) if area else None,
        bibliography_keys=compile_keys(style, locale, area) if area else [],
        options=Options.of(citation),
        collapsing=Collapsing.of(style.citation, citation.delimiter, bool(area and area.sort)),
        quotes=_quotes(locale),
    )


def _quotes(locale: Locale) -> Quotes:
    names = ("open-quote", "close-quote", "open-inner-quote", "close-inner-quote")
    defaults = ("“", "”", "‘", "’")
    return Quotes(*((locale.term(name) or default) for name, default in zip(names, defaults, strict=True)))
