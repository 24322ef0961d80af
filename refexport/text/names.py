"""Personal names as formats write them, split into `Name`, and put together again.

Source: RIS specification (Reference Manager 10), "Author fields": `Last, First, Suffix`; NLM, "Authors in
MEDLINE/PubMed": `Last FM Suffix`; CSL 1.0.2, "Names", for the two kinds of particle.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import astuple

from refexport.record import Name

PARTICLES = frozenset(
    # Lower-case words that stand before a family name. `e`, `i`, `in` are left out: they are initials and words too.
    "a' ab abu af al am an ap auf aus aus'm av ben bin bint d' da dal dall' dalla dalle de de' degli dei del dela "
    "dell' della delle delli dello dem den der des di do dos das du el 'el et fitz 's 't ibn im l' la las le les li "
    "lo los op pour s' sen t' te ten ter tho thoe thor to toe und van vande vanden vander ver vom von vor y z zu zum "
    "zur ’s ’t d’ l’ dell’ dall’".split()
)
"""Particles, lower case, as they are written before a family name."""

_ELIDED = re.compile(r"((?:d|l|dell|dall|s|t|all|sull|nell|a)['’])(?=[^\W\d_])")
_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|junior|senior|[ivx]{2,5}|iv|v|[2-9](?:nd|rd|th)|1st|ph\.?d|m\.?d|esq)\.?", re.I)
_MEDLINE_SUFFIX = re.compile(r"(?:Jr|Sr|[IVX]{2,4}|2nd|3rd|[4-9]th|1st)\.?")


@lru_cache(maxsize=65536)
def parse_inverted(text: str) -> Name:
    """Return the name that `Family, Given, Suffix` says; without a comma, the name of an institution.

    A trailing comma alone marks an institution too, as EndNote writes it.

    Args:
        text: such as `Smith, John, Jr.`, `van Gogh, Vincent` or `World Health Organization,`.
    """
    return plain_person(text) or parse_any_inverted(text)


def parse_any_inverted(text: str) -> Name:
    """Return what `parse_inverted` does, by the long way, which knows every form."""
    family, *rest = (part.strip() for part in text.split(","))
    if not any(rest):
        return Name(literal=family)
    if rest[-1] == "" or not family:
        # A comma at the end, or the start: what stands between is an institution's own.
        return Name(literal=text.strip(", \t\n"))
    return person(family, *_given_and_suffix(rest))


def plain_person(text: str) -> Name | None:
    """Return the name that a text like `Smith, Jane A.` is, whose parts can be nothing else, or `None` for any other.

    Every format reads such a name alike, and most names are such.
    """
    family, _, given = text.partition(", ")
    return Name(family, given) if family.isalpha() and is_plain_given(given) else None


def plain_text(name: Name) -> str | None:
    """Return a name as a text of which `plain_person` makes the same name, or `None` where there is none."""
    family, given, *rest = astuple(name)
    if rest != _NOTHING_ELSE or not family or not given or not family.isalpha() or not is_plain_given(given):
        return None
    return f"{family}, {given}"


_NOTHING_ELSE = list(astuple(Name())[2:])


def is_plain_given(given: str) -> bool:
    """Return whether given names are words or initials, and nothing else: no suffix, particle or comma."""
    if given.isalpha():
        return given not in PARTICLES
    letters = given.replace(".", "").replace(" ", "").replace("-", "")
    return (
        letters.isalpha()
        and "  " not in given
        and "--" not in given
        and given[0] != " "
        and given[-1] != " "
        and given.rpartition(" ")[2] not in PARTICLES
    )


def parts_alone(name: Name) -> Name:
    """Return a name's parts, or its literal, without what few formats have: ORCID iD, comma and order."""
    if not (name.orcid or name.comma_suffix or name.static_ordering):
        return name
    return Name(name.family, name.given, name.dropping_particle, name.non_dropping_particle, name.suffix, name.literal)


def _given_and_suffix(parts: list[str]) -> tuple[str, str]:
    if len(parts) == 1:
        return parts[0], ""
    if _SUFFIX.fullmatch(parts[0]) and not _SUFFIX.fullmatch(parts[1]):
        return ", ".join(parts[1:]), parts[0]  # BibTeX's order: `Smith, Jr., John`
    return parts[0], ", ".join(parts[1:])


def person(family: str, given: str = "", suffix: str = "") -> Name:
    """Return a person's name with its particles told apart.

    `van der Berg`, `Jan` has the non-dropping particle `van der`; `Beethoven`, `Ludwig von` the dropping one `von`.

    Args:
        family: family name, particles before it.
        given: given names or initials, particles after them.
        suffix: such as `Jr.`.
    """
    particle, family = split_particle(family)
    given, dropping = _split_given(given)
    return Name(
        family=family or None,
        given=given or None,
        dropping_particle=dropping or None,
        non_dropping_particle=particle or None,
        suffix=suffix or None,
    )


def split_particle(family: str) -> tuple[str, str]:
    """Return the particle before a family name and the name: `van der Berg` → `("van der", "Berg")`."""
    if not family[:1].islower() and family[:1] not in "'’":
        return "", family
    words = family.split(" ")
    count = 0
    while count < len(words) - 1 and words[count] in PARTICLES:
        count += 1
    rest = " ".join(words[count:])
    if match := _ELIDED.match(rest):
        return " ".join([*words[:count], match[1]]), rest[match.end() :]
    return " ".join(words[:count]), rest


def _split_given(given: str) -> tuple[str, str]:
    words = given.split(" ")
    count = len(words)
    while count > 1 and words[count - 1] in PARTICLES:
        count -= 1
    return " ".join(words[:count]), " ".join(words[count:])


def family_of(name: Name) -> str:
    """Return the family name with the particle that stays: `van Gogh`."""
    particle, family = name.non_dropping_particle, name.family or ""
    if not particle:
        return family
    return f"{particle}{'' if particle[-1] in chr(39) + '’' else ' '}{family}"


def given_of(name: Name) -> str:
    """Return the given name with the particle that goes with it: `Ludwig von`."""
    if not name.dropping_particle:
        return name.given or ""
    return f"{name.given} {name.dropping_particle}" if name.given else name.dropping_particle


@lru_cache(maxsize=65536)
def inverted(name: Name) -> str:
    """Return a name as `Family, Given, Suffix`, an institution as it is."""
    if name.literal is not None:
        return name.literal
    text = family_of(name)
    given = given_of(name)
    if given or name.suffix:
        text = f"{text}, {given}"
    return f"{text}, {name.suffix}" if name.suffix else text


@lru_cache(maxsize=65536)
def parse_medline(text: str) -> Name:
    """Return the name that `Family FM Suffix` says; without initials, the name of an institution.

    Args:
        text: such as `de Lima Prata K`, `Smith JA Jr` or `EBMT Study Group`.
    """
    words = text.strip().rstrip(".").split()
    suffix = ""
    if len(words) > 2 and _MEDLINE_SUFFIX.fullmatch(words[-1]) and _is_initials(words[-2]):
        suffix = words.pop()
    if len(words) < 2 or not _is_initials(words[-1]):
        return Name(literal=" ".join([*words, suffix]).strip())
    return person(" ".join(words[:-1]), words[-1], suffix)


def _is_initials(word: str) -> bool:
    letters = word.replace("-", "").replace(".", "")
    return 0 < len(letters) <= 4 and letters.isupper() and letters.isalpha()


@lru_cache(maxsize=65536)
def medline(name: Name) -> str:
    """Return a name as `Family FM Suffix`, an institution as it is: `Smith, John Adam, Jr.` → `Smith JA Jr`."""
    if name.literal is not None:
        return name.literal
    parts = (family_of(name), initials(given_of(name)), (name.suffix or "").rstrip("."))
    return " ".join(part for part in parts if part)


def initials(given: str) -> str:
    """Return the initials of given names, without full stops: `John Adam` → `JA`, `J.-P.` → `JP`, `JO` → `JO`."""
    found = []
    for word in re.split(r"[\s.\-]+", given):
        if word and word not in PARTICLES:
            found.append(word if _is_initials(word) else word[0].upper())
    return "".join(found)


@lru_cache(maxsize=65536)
def parse_running(text: str) -> Name:
    """Return the name that `Given von Family Suffix` says; a single word, or a name with digits, stays whole.

    Args:
        text: such as `Yining Lu`, `Ludwig van der Berg` or `John Smith Jr.`; with a comma, as `parse_inverted` takes.
    """
    if "," in text:
        return parse_inverted(text)
    words = text.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2:
        return Name(literal=" ".join(words))
    start = next((place for place in range(1, len(words) - 1) if words[place] in PARTICLES), len(words) - 1)
    return person(" ".join(words[start:]), " ".join(words[:start]), suffix)
