"""Values in the form in which two libraries' writings of the same thing are equal.

Case, diacritics, markup, LaTeX, punctuation and the blanks between words are what databases and people change;
none of them tells two works apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice

from refexport.keys import to_ascii
from refexport.library.characters import without_broken_mojibake
from refexport.record import Name
from refexport.text.pages import expand_last, normalize_pages
from refexport.text.rich import plain, unescape

_LATEX_ACCENT = re.compile(r"\\(?:[\"'`^~=.]|[cvuHkrbdt](?![a-zA-Z]))\s*\{?\\?([^\W\d_])\}?")
_LATEX_STYLE = re.compile(
    r"\\(?:text[a-z]+|math[a-z]+|emph|it|bf|em|sc|rm|sf|tt|ensuremath|mbox|url|uppercase|lowercase|protect)(?![a-zA-Z])",
    re.I,
)
_LATEX_SIGN = re.compile(r"\\([&#%_$])")
_LATEX_LETTER = re.compile(r"\\([a-zA-Z]+)\s?")
_AMPERSAND = re.compile(r"(?<!\s)\s*(?:\\&|&|\+)\s*")
_GREEK = re.compile(r"(?<![α-ωΑ-Ω])[α-ωΑ-Ω](?![α-ωΑ-Ω])")
_WORD = re.compile(r"[a-z]+|[0-9]+")
"""Digits are words of their own: `COVID19` is `COVID-19`."""
_APOSTROPHE = re.compile(r"['’‘`ʼʹʺ]")
_SUBTITLE = re.compile(r"(?<!\s)\s*(?::|\s[-–—]+\s|—|[?!.]\s|;)\s*")
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:[:-][a-z]+)?(?:\s[^<>]*)?/?>", re.I)
"""Tags of any language (`<i>`, `<scp>`, `<jats:italic>`), in capitals too, as a title in capitals has them."""
_LOST_LETTER = re.compile(r"(?<=[^\W\d_])[?�]+(?=[^\W\d_])|(?<![^\W\d_])[?�]+(?=[a-z])")
"""What stands for a letter that an encoding did not have: `M?ller`."""
_SYMBOL = re.compile("[§©®™№•\u200b-\u200f\u2190-\u23ff\u2600-\u27bf\ufe00-\ufe0f\U0001f000-\U0001faff]")
"""Signs that some sources leave out, and no one reads as words."""
_ENTITY_IN_CAPITALS = re.compile(r"&[A-Z][A-Za-z]{1,7};")
_DIGITS = re.compile(r"\d+")
_MISREAD_DIGIT = re.compile(r"(?<=[a-z])[01](?=[a-z])")
"""A digit that a scanner took a letter for: `Wor1d`."""
_ODD = re.compile(r"[\\<&+?]")
"""Signs in an ASCII text that ask for more than folding."""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    r"""Return a text in lower-case ASCII words with single blanks: `The {\"U}ber-<i>FTO</i>` → `the uber fto`."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Return the words of a text, folded: without case, diacritics, markup, LaTeX and punctuation."""
    if text.isascii() and not _ODD.search(text):
        return _split(_APOSTROPHE.sub("", text.replace("{", "").replace("}", "")).lower())
    # Escaped tags are tags: `&lt;i&gt;`; what was escaped twice still reads `&amp;#39;`.
    text = _TAG.sub("", _unescaped(_TAG.sub("", _LATEX_SIGN.sub(r"\1", text))))
    text = _SYMBOL.sub(" ", _LOST_LETTER.sub("", without_broken_mojibake(text)))
    if "\\" in text or "$" in text:
        text = _without_latex(text)
    text = _AMPERSAND.sub(" and ", text).replace("{", "").replace("}", "")
    if not text.isascii():
        text = to_ascii(_GREEK.sub(_greek, _APOSTROPHE.sub("", text)))
    return _split(_APOSTROPHE.sub("", text).lower())


def _unescaped(text: str) -> str:
    for _ in range(4):
        if "&" not in text or (found := unescape(text)) == text:
            break
        text = found
    return _ENTITY_IN_CAPITALS.sub(lambda match: unescape(match[0].lower()), text)


def repaired(title: str) -> str:
    """Return a title with its entities read, and in the encoding that it was meant in."""
    if title.isascii() and "&" not in title:
        return title
    return without_broken_mojibake(_unescaped(title))


def lost_letters(title: str) -> int:
    """Return how many letters of a title are known to be lost: `M?ller`."""
    return sum(len(match[0]) for match in _LOST_LETTER.finditer(title)) if "?" in title or "�" in title else 0


def _split(text: str) -> list[str]:
    if "0" in text or "1" in text:
        text = _MISREAD_DIGIT.sub(lambda match: "o" if match[0] == "0" else "l", text)
    return _WORD.findall(text)


def _without_latex(text: str) -> str:
    text = _LATEX_STYLE.sub("", _LATEX_ACCENT.sub(r"\1", text))
    return _LATEX_LETTER.sub(r"\1", text).replace("$", "")


def _greek(match: re.Match[str]) -> str:
    # Databases write a lone Greek letter out; in a Greek word it is a letter like others.
    return " " + unicodedata.name(match[0]).rpartition("LETTER ")[2].lower() + " "


ARTICLES = frozenset(
    "the a an der die das ein eine le la les un une el los las il gli het een "
    "tlie thc tbe tlic clie dic cler dcr clas".split()
)
"""Articles, folded, and what scanners make of them; catalogues leave them out at the beginning of a title."""


_AND = re.compile(r" (?:und|et|y|og|och) ")
"""What `&` stands for in other languages; alone it is read as English."""


def fold_title(title: str) -> str:
    """Return a title folded, without an article at its beginning, every `and` in English."""
    folded = _AND.sub(" and ", fold(title))
    first, _, rest = folded.partition(" ")
    return rest if rest and first in ARTICLES else folded


def without_lost_letters(title: str) -> str:
    """Return a title folded as a source has it that dropped all letters outside ASCII; nothing for an ASCII title."""
    if title.isascii():
        return ""
    return fold_title("".join(map(_ascii_or_blank, title)))


def _ascii_or_blank(sign: str) -> str:
    if sign.isascii():
        return sign
    return " " if unicodedata.category(sign)[0] in "PZ" and not _APOSTROPHE.match(sign) else ""


def other_script(title: str) -> str:
    """Return the letters and digits of a title that is not in Latin letters, or nothing for one that is.

    Transliterated, one letter can become six, and a slip in it looks like another word.
    """
    if title.isascii():
        return ""
    text = _without_latex(title) if "\\" in title else title
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", plain(text)) if not unicodedata.combining(sign))
    signs = [sign for sign in unicodedata.normalize("NFC", bare).casefold() if sign.isalnum()]
    foreign = sum(ord(sign) > 0x24F for sign in signs)
    return "".join(signs) if foreign > len(signs) // 2 else ""


def compact(text: str) -> str:
    """Return a folded text without blanks, so that `meta analysis` and `metaanalysis` are equal."""
    return text.replace(" ", "")


_BREAK = re.compile(r"\s*(?::|\s[-–—/=|]+\s|—|[?!.]\s|;|[(\[])\s*")
"""Signs where a title ends for some sources: before a subtitle, a remark, or what is responsible for it."""
_MOST_BREAKS = 50
"""Of a title: what has more is none, and each takes time in line with the title's length."""


def title_breaks(title: str) -> tuple[int, ...]:
    """Return after how many words of a folded title something begins that another source may leave out."""
    bare = " ".join(plain(title).split())
    found = islice(_BREAK.finditer(bare), _MOST_BREAKS)
    return tuple(len(fold_title(bare[: match.start()]).split()) for match in found)


def main_title(title: str) -> str:
    """Return what stands before the first colon, dash or full stop of a title, folded; all of it if that is little."""
    bare = plain(title)
    match = _SUBTITLE.search(bare)
    if not match or match.start() < 4 or match.end() >= len(bare):
        return fold_title(title)
    return fold_title(bare[: match.start()])


Person = tuple[str, str, str]
"""Family name, initials and given names of a person, folded; given names are empty, or initials, as they stand."""


@lru_cache(maxsize=65536)
def person(name: Name) -> Person:
    """Return a name's family name, its initials and its given names, folded: `("oneil", "jp", "jean paul")`.

    An institution, or a name that was not split, is all family name.  Where letters of it were lost stands `?`.
    """
    if name.literal is not None or not name.family:
        text = name.literal or name.given or ""
        split = _INITIALS_BEHIND.fullmatch(text)
        if not split or split["family"].isupper():
            return _with_gaps(text), "", ""
        return _with_gaps(split["family"]), split["initials"].lower(), split["initials"].lower()
    # Whether a particle is part of the family name is what sources agree on least.
    forenames = _LOST_BEGINNING.sub("", without_broken_mojibake(name.given)) if name.given else ""
    family, given = _with_gaps(name.family).split(), words(forenames)
    while len(family) > 1 and family[0] in _PARTICLES:
        del family[0]
    return " ".join(family), _initials(forenames, given), " ".join(given)


_INITIALS_BEHIND = re.compile(r"(?P<family>[^\W\d_]{2}[^,]*?)[\s,]+(?P<initials>[A-Z]{1,3})")
"""A name as PubMed and others write it in one: `Keating AD`."""
_GAP = re.compile(r"\s*[?�]+\s*")
_LOST_BEGINNING = re.compile(r"(?<!\S)[?�]\S*")
"""A name whose first letter was lost: `?douard`."""


def _with_gaps(family: str) -> str:
    if family.isascii() and "?" not in family:
        return fold(family)
    return "?".join(map(fold, _GAP.split(without_broken_mojibake(family))))


_PARTICLES = frozenset("van von der den de del della di da do dos du la le el ter ten zu zur af al".split())


def _initials(given: str, folded: list[str]) -> str:
    # `JP` and `J.P.` are two initials, `Jo` is one name.
    if len(given) <= 3 and given.isupper() and given.isalpha():
        return "".join(folded)
    return "".join(word[0] for word in folded if word not in _PARTICLES)


@lru_cache(maxsize=65536)
def pages(text: str) -> tuple[str, str]:
    """Return first and last page in full, folded: `pp. 2907–12` → `("2907", "2912")`; the last may be empty."""
    head = re.split(r"[,;]", normalize_pages(text), maxsplit=1)[0]
    first, dash, last = head.partition("-")
    first, last = first.strip(), last.strip()
    if dash and last:
        last = expand_last(first, last)
    return _page(first), _page(last)


def _page(page: str) -> str:
    folded = "".join(words(page))
    return folded.lstrip("0") or folded


@lru_cache(maxsize=65536)
def number(text: str) -> str:
    """Return a volume, issue or edition as its first number, or its words where it has none: `2nd ed.` → `2`."""
    match = _DIGITS.search(text)
    if match:
        return match[0].lstrip("0") or "0"
    found = words(text)
    folded = "".join(found[1:] if len(found) > 1 and found[0] in _NUMBERED else found)
    return str(ORDINALS.get(folded, _roman(folded) or folded))


_NUMBERED = frozenset("vol volume vols band bd tome tomo t no nr num number n issue iss heft h part pt teil".split())
"""Words before a number that say what it counts."""

_ROMAN = re.compile(r"(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}

ORDINALS = {
    word: number
    for number, line in enumerate(
        (
            "first one 1st premiere erste",
            "second two 2nd deuxieme zweite",
            "third three 3rd troisieme dritte",
            "fourth four 4th vierte",
            "fifth five 5th",
            "sixth six 6th",
            "seventh seven 7th",
            "eighth eight 8th",
            "ninth nine 9th",
            "tenth ten 10th",
        ),
        start=1,
    )
    for word in line.split()
}
"""Words that say a number, folded."""


@lru_cache(maxsize=4096)
def _roman(word: str) -> int | None:
    """Return the value of a Roman numeral below 90, or `None`."""
    if not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_VALUES[letter] for letter in word]
    after = [*values[1:], 0]
    return sum(-value if value < following else value for value, following in zip(values, after, strict=True))


@lru_cache(maxsize=65536)
def telling(word: str) -> str | None:
    """Return the number that a word of a title says, or the word if it is a single letter; `None` for other words.

    These are the words by which parts, years and vitamins differ: `ii` → `2`, `2019`, `third` → `3`, `c`.
    """
    if word.isdigit():
        return word.lstrip("0") or "0"
    if word in ORDINALS:
        return str(ORDINALS[word])
    if (value := _roman(word)) is not None:
        return str(value)
    if any(sign.isdigit() for sign in word):
        return word
    return word if len(word) == 1 and word != "a" else None


def same_container(first: str, second: str) -> bool:
    """Return whether two titles of journals or books, folded, say the same: equal, or one abbreviates the other.

    Each word of an abbreviation begins the word that it stands for, and words may be left out:
    `j am chem soc` is the `journal of the american chemical society`.
    """
    if compact(first) == compact(second):
        return True
    short, full = sorted((_content(first), _content(second)), key=lambda found: sum(map(len, found)))
    if not short or len(short) > len(full):
        return False
    if len(short) == 1 and len(full) > 1:
        return short[0] == "".join(word[0] for word in full) and len(short[0]) > 2
    return _abbreviates(short, full)


_SMALL = frozenset("a an and the of in on for to und der die das fur et de la le les du des di e y el del los".split())


def _content(text: str) -> list[str]:
    return [word for word in text.split() if word not in _SMALL]


def _abbreviates(short: list[str], full: list[str]) -> bool:
    if short[0][0] != full[0][0]:
        return False
    place = left_out = 0
    for word in short:
        while place < len(full) and not _stands_for(word, full[place]):
            if word == "".join(other[0] for other in full[place : place + len(word)]) and len(word) > 1:
                place += len(word) - 1
                break
            place += 1
            left_out += 1
        if place >= len(full):
            return False
        place += 1
    # Words are left out of long names only: `Physical Review` is not `Physical Review Letters`.
    rest = len(full) - place
    return left_out <= len(full) // 4 and (not rest or len(short) > 3)


def _stands_for(word: str, other: str) -> bool:
    if other.startswith(word):
        return True
    # Some abbreviations keep the last letters: `intl`, `dtsch`, `natl`.
    if word[0] != other[0] or len(word) < 3 or len(word) >= len(other):
        return False
    letters = iter(other)
    return all(letter in letters for letter in word)
