"""Lists of names as BibTeX and BibLaTeX write them, split into `Name`, and back.

A name has four parts, First, von, Last and Jr, and three spellings: `First von Last`, `von Last, First` and
`von Last, Jr, First`.  What stands in braces is one word; a name that is one group is an institution's.  `von` is
the particle that stays; one that stands after the given names (`Beethoven, Ludwig van`) is the one that goes.

Source: BibTeX, "btxdoc" and "btxhak"; N. Markey, "Tame the BeaST", section 11; BibLaTeX manual 3.20, section 3.7.
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.record import Name
from refexport.text.latex_decode import blanks, decode
from refexport.text.latex_encode import encode, is_safe
from refexport.text.latex_raw import group_end
from refexport.text.names import PARTICLES, family_of, given_of, plain_person, plain_text, split_particle
from refexport.text.rich import plain

_AND = re.compile(r"[\s~]and(?=[\s~])|^and(?=[\s~])|[\s~]and$", re.I)
"""One blank before it is enough, and a run of blanks takes no time that grows as its square."""
_LETTER = re.compile(r"(?<!\{)(\\(?:[OoLlij]|AA|aa|AE|ae|OE|oe|ss|DH|dh|DJ|dj|TH|th|NG|ng))[ \n]+(?=[^\W\d_])")
"""A command that is a letter, and the blank that ends its name, which parts no words: `\\O ystein`."""
_ACCENTED = re.compile(r"(\\[cvuHkdbrt])[ \n]+([A-Za-z])")
"""`Ha\\v sek`."""
_PART = re.compile(r"(family|given|prefix|suffix|useprefix|id|given-i|family-i|prefix-i|suffix-i)\s*=\s*(.*)", re.S)
_SPECIAL = re.compile(r"\\(?:([a-zA-Z]+)|.)\s*", re.S)
_CASED_COMMANDS = frozenset("i j o O l L ae AE oe OE aa AA ss".split())
_PERSON = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ -][^\W\d_][^\W\d_'’.-]*)*")
_GIVEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-])*")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|[2-9](?:nd|rd|th))\.?", re.I)

OTHERS = "others"
"""What stands for the names that a list leaves out."""


def split_names(text: str) -> list[str]:
    """Return the names of a list, split at each `and` outside braces.

    Args:
        text: a field's value without its enclosing braces.
    """
    names = _split_plain(text)
    return split_any_names(text) if names is None else names


def _split_plain(text: str) -> list[str] | None:
    """Return the names of a list without braces or anything but single blanks, or `None` for any other."""
    if not text.isprintable() or "{" in text or "~" in text or "  " in text:
        return None
    names, lower = text.split(" and "), text.lower()
    if len(names) - 1 != lower.count(" and ") or " and and " in lower or lower[:4] == "and " or lower[-4:] == " and":
        return None
    return [name for name in [name.strip(" ") for name in names] if name]


def split_any_names(text: str) -> list[str]:
    """Return what `split_names` does, by the long way, which knows every list."""
    if "{" not in text:
        names = _AND.split(text) if "and" in text or "AND" in text or "And" in text else [text]
    else:
        names = split_outside(text, _AND)
    return [name for name in (name.strip(" \t\n~") for name in names) if name]


def split_outside(text: str, separator: re.Pattern[str]) -> list[str]:
    """Return the pieces of a text, split where a separator stands outside all braces."""
    found, start, at, depth = [], 0, 0, 0
    signs = re.compile(rf"\\.|[{{}}]|{separator.pattern}", separator.flags | re.S)
    while match := signs.search(text, at):
        at = max(match.end(), at + 1)
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(depth - 1, 0)
        elif match[0][0] != "\\" and not depth:
            found.append(text[start : match.start()])
            start = match.end()
    found.append(text[start:])
    return found


@lru_cache(maxsize=65536)
def parse_name(text: str) -> Name | None:
    """Return the name that a text of a list is, or `None` for `others` and for what names nobody.

    Args:
        text: such as `von Beethoven, Ludwig`, `Jean de La Fontaine`, `{World Health Organization}` or BibLaTeX's
            `family=Beethoven, given=Ludwig, prefix=van, useprefix=true`.
    """
    return plain_person(text) or parse_any_name(text)


def parse_any_name(text: str) -> Name | None:
    """Return what `parse_name` does, by the long way, which knows every form."""
    text = blanks(text).replace("\n", " ")
    if text == OTHERS or not text:
        return None
    if "\\" in text:
        text = _LETTER.sub(r"{\1}", _ACCENTED.sub(r"\1{\2}", text))
    name = _named(text)
    return name if str(name) else None


def _named(text: str) -> Name:
    if text[0] == "{" and group_end(text, 0) == len(text):
        return Name(literal=plain(decode(text[1:-1])))
    if "{" not in text and "\\" not in text and "~" not in text:
        parts = text.split(",")
    else:
        parts = split_outside(text, _COMMA)
    if "=" in text and _PART.fullmatch(parts[0].strip()):
        return _extended(parts)
    return _classic([part.strip(" \t\n~") for part in parts])


_COMMA = re.compile(",")


def _classic(parts: list[str]) -> Name:
    """Return the name of one, two or three parts between commas."""
    if len(parts) == 1:
        return _running(_words(parts[0]))
    particle, family = _von_last(_words(parts[0]))
    if len(parts) == 2:
        return _name(particle, family, parts[1], "")
    suffix, given = parts[1], ", ".join(part for part in parts[2:] if part)
    if _SUFFIX.fullmatch(given) and suffix and not _SUFFIX.fullmatch(suffix):
        suffix, given = given, suffix  # `Last, First, Jr`, as other formats have it
    return _name(particle, family, given, suffix)


def _words(text: str) -> list[str]:
    if "{" not in text and "\\" not in text and "~" not in text:
        return text.split(" ")
    return [word for word in split_outside(text, _BLANK) if word]


_BLANK = re.compile(r"[\s~]+")


def _running(words: list[str]) -> Name:
    """Return the name of `First von Last`; a `III` at its end is no family."""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        name = _running(words[:-1])
        return Name(
            name.family, name.given, name.dropping_particle, name.non_dropping_particle, name.suffix or words[-1]
        )
    last = len(words) - 1
    first_small = next((place for place in range(last) if _is_small(words[place])), last)
    particle, family = _von_last(words[first_small:])
    return _name(particle, family, " ".join(words[:first_small]), "")


def _von_last(words: list[str]) -> tuple[str, str]:
    """Return particle and family of `von Last`: the last word is the family's in any case."""
    place = len(words) - 1
    while place > 0 and not _is_small(words[place - 1]):
        place -= 1
    return " ".join(words[:place]), " ".join(words[place:])


def _is_small(word: str) -> bool:
    """Return whether BibTeX takes a word for a particle: its first letter outside braces is a small one."""
    first = word[:1]
    if first.isalpha():
        return first.islower()
    at = 0
    while at < len(word):
        sign = word[at]
        if sign == "{":
            if word.startswith("\\", at + 1):
                return _special_is_small(word[at + 1 :])
            at = group_end(word, at) or len(word)
        elif sign == "\\":
            return _special_is_small(word[at:])
        elif sign.isalpha():
            return sign.islower()
        else:
            at += 1
    return False


def _special_is_small(text: str) -> bool:
    """Return the case of a "special character": that of its command if it is a letter, else of what follows."""
    match = _SPECIAL.match(text)
    if match and match[1] in _CASED_COMMANDS and not text[match.end() :].startswith("{"):
        return match[1].islower()
    letter = re.search(r"[^\W\d_]", text[match.end() :] if match else "")
    return bool(letter) and letter[0].islower()  # type: ignore[index]


def _name(particle: str, family: str, given: str, suffix: str) -> Name:
    family, given = _plain(family), _plain(given)
    if not particle and (family[:1].islower() or family[:1] in "'’") and ("'" in family or "’" in family):
        particle, family = split_particle(family)
    given, dropping = _dropping(given)
    return Name(
        family=family or None,
        given=given or None,
        dropping_particle=dropping or None,
        non_dropping_particle=_plain(particle) or None,
        suffix=_plain(suffix) or None,
    )


def _dropping(given: str) -> tuple[str, str]:
    """Return the given names, and the particle that stands after them: `Ludwig van` → `("Ludwig", "van")`."""
    words = given.split(" ")
    count = len(words)
    while count > 1 and words[count - 1] in PARTICLES:
        count -= 1
    return " ".join(words[:count]), " ".join(words[count:])


def _plain(text: str) -> str:
    if "\\" in text or "{" in text or "$" in text or "~" in text or "--" in text:
        return plain(decode(text)).replace("\u00a0", " ")
    return text


def _extended(parts: list[str]) -> Name:
    """Return the name of BibLaTeX's extended format."""
    values: dict[str, str] = {}
    for part in parts:
        if match := _PART.fullmatch(part.strip()):
            value = match[2].strip()
            values[match[1]] = _plain(value[1:-1] if value[:1] == value[-1:] == '"' else value)
    prefix = values.get("prefix") or None
    stays = values.get("useprefix", "true") != "false"
    return Name(
        family=values.get("family") or None,
        given=values.get("given") or None,
        non_dropping_particle=prefix if stays else None,
        dropping_particle=None if stays else prefix,
        suffix=values.get("suffix") or None,
    )


def plain_list_name(name: Name) -> str | None:
    """Return a name as `Family, Given` where that is sure to be read as it in any list, or `None`."""
    text = plain_text(name)
    return text if text and text[0].isupper() and "and" not in text.lower() else None


@lru_cache(maxsize=65536)
def format_name(name: Name) -> str:
    """Return a name as it stands in a list: `von Last, Jr, First`, an institution in braces."""
    if text := plain_list_name(name):
        return text
    if name.literal is not None:
        return f"{{{_encoded(name.literal)}}}"
    if _is_ordinary(name):
        return f"{name.family}, {name.given}"
    text = _formatted(name, braces=False)
    whole = not _AND.search(text) or split_names(text) == [text]
    return text if whole and parse_name(text) == name else _formatted(name, braces=True)


def _is_ordinary(name: Name) -> bool:
    """Return whether a name has a family and given names that can be nothing else, which most have."""
    family, given = name.family, name.given
    if not family or not given or name.non_dropping_particle or name.dropping_particle or name.suffix:
        return False
    if not family[0].isupper() or not _PERSON.fullmatch(family) or not _GIVEN.fullmatch(given):
        return False
    if " " in family and not all(word[0].isupper() for word in family.split(" ")):
        return False
    last = given.rpartition(" ")[2]
    return (last == given or last not in PARTICLES) and " and" not in f" {family} {given}".lower()


def _formatted(name: Name, braces: bool) -> str:
    particle = name.non_dropping_particle or ""
    if braces and (_needs_braces(particle) or (particle and not name.family)):
        # A comma of the particle's, or an `and`, would divide the name.
        family = f"{{{_encoded(family_of(name))}}}"
    elif braces and name.family:
        family = f"{{{_encoded(name.family)}}}"
        if particle:
            family = f"{_encoded(particle)} {family}"
    else:
        family = _encoded(family_of(name))
    given = _encoded(given_of(name))
    if braces and _needs_braces(given):
        given = f"{{{given}}}"
    if name.suffix:
        suffix = _encoded(name.suffix)
        return f"{family}, {f'{{{suffix}}}' if _needs_braces(suffix) else suffix}, {given}"
    return f"{family}, {given}" if given else family


def _needs_braces(text: str) -> bool:
    return "," in text or bool(_AND.search(f" {text} "))


def _encoded(text: str) -> str:
    return text if is_safe(text) else encode(text)


@lru_cache(maxsize=65536)
def parts_lost(name: Name) -> tuple[str, ...]:
    """Return the parts of a name that its form in a list does not keep."""
    read = parse_name(format_name(name))
    if read == name:
        return ()
    parts = ("family", "given", "dropping_particle", "non_dropping_particle", "suffix", "literal")
    flags = ("comma_suffix", "static_ordering", "orcid")
    lost = [f".{part}" for part in (*parts, *flags) if read is None or getattr(read, part) != getattr(name, part)]
    return tuple(lost)
