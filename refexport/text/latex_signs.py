"""Signs and letters of formulas written as LaTeX's commands: the way back of `latex_formula`.

Written so is what pdfLaTeX does not know as a character in text; what it knows, such as × and →, stands as it is, and
so do Greek words.  A capital in the name of a command stands in braces, as BibTeX's styles make small letters of
titles: `${\\Gamma}$`.

Source: LaTeX 2e, `utf8enc.dfu`, tried with pdfTeX; BibTeX, "btxhak", on `change.case$`.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from refexport.text import latex_tables as tables
from refexport.text.latex_alphabets import LETTERS, ROUNDHAND

_IN_TEXT = frozenset("±×÷·¬†‡•…←↑→↓⟨⟩‖") | {"|", ":", "ƛ", "ο", "ı", "ȷ"}
"""Signs that LaTeX knows in text, or has no command for."""


def _negations(signs: dict[str, str]) -> dict[str, str]:
    """Return the commands of the signs struck through that Unicode has: `\\not\\subset`."""
    struck = {unicodedata.normalize("NFC", f"{sign}\u0338"): command for sign, command in signs.items()}
    return {sign: f"\\not{command}" for sign, command in struck.items() if len(sign) == 1}


_SIGNS = {sign: f"\\{name}" for name, sign in reversed(tables.MATH.items()) if sign not in _IN_TEXT}
_SIGNS = _negations(_SIGNS | {"=": "=", "<": "<", ">": ">"}) | _SIGNS
_SIGNS["′"] = "'"
_MARKS = {mark: f"\\{name}" for name, mark in reversed(tables.MATH_ACCENTS.items())}

_SIGN = "".join(sorted({sign for sign in _SIGNS if sign != "√"} | {form[0] for form in LETTERS if form[0] < "\uffff"}))
_SIGN += "\U0001d400-\U0001d7ff"  # as a range: a list of what is beyond the first plane is searched one by one
_MARK = "".join(_MARKS)
_LETTER = r"[^\W\d_]"
_UNIT = f"[{_SIGN}]{ROUNDHAND}?[{_MARK}]*"
_ATOM = rf"\d+|[A-Za-z](?!{_LETTER})|{_UNIT}"
_COMMON = re.compile(rf"[{_SIGN}√−](?:(?<=√)(?:{_ATOM})?|(?<=−)|(?<![√−])(?:{_UNIT})*)")
"""A root, signs, or a minus.  It begins with one class of characters, for which texts are searched at full speed."""
_RUN = re.compile(
    rf"√(?:{_ATOM})?|(?:{_UNIT})+|(?<!{_LETTER}{_LETTER})[A-Za-z][{_MARK}]+(?!{_LETTER}{_LETTER})|−"
    rf"|(?<!\w)(?:\d+|[A-Za-z])⁄(?:\d+|[A-Za-z])(?!\w)"
)
"""The same, also with accents; or a letter under accents that is in no word, or a fraction."""
_RARE = re.compile(f"[{_MARK}{ROUNDHAND}⁄]")
_PARTS = re.compile(f"(.{ROUNDHAND}?)([{_MARK}]*)")
_ANY = re.compile(f"[{_SIGN}{_MARK}√−⁄]")
_GREEK_WORDS = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{3}|[\u0386-\u0390\u03aa-\u03b0\u03ca-\u03ce\u1f00-\u1fff]")
"""What is no formula: three Greek letters together, or one with an accent."""
_GREEK = re.compile(r"[\u0370-\u03ff]+")
_UPRIGHT = re.compile(r"[0-9+\-=().,*/]+")
_SPLIT_ROOT = re.compile(r"\$\\sqrt\{([^{}$]+)\}\$\$([_^]\{(?:[^{}$]|\{[^{}$]*\})*\})\$")


def has_signs(text: str) -> bool:
    """Return whether there may be something in a text that has to be written as a command."""
    return not text.isascii() and _ANY.search(text) is not None


def is_certain(text: str) -> bool:
    """Return whether what a text has of signs is sure to be read back as it is: nothing stands over a letter."""
    return _RARE.search(text) is None


def with_formulas(text: str) -> str:
    """Return an escaped text in which signs of formulas are commands between dollars."""
    runs = _COMMON if is_certain(text) else _RUN
    return runs.sub(_unless_greek if _GREEK_WORDS.search(text) else _formula, text)


def script(text: str, escaped: str, formulas: bool) -> str:
    """Return what stands in a superscript or subscript, in the formula that this is.

    Args:
        text: as it is.
        escaped: the same, escaped.
        formulas: write signs of formulas as commands.
    """
    if not formulas or not has_signs(text) or _GREEK_WORDS.search(text):
        return _upright(escaped)
    found, end = [], 0
    for match in _RUN.finditer(escaped):
        if match.start() > end:
            found.append(_upright(escaped[end : match.start()]))
        found.append(_commands(match[0]))
        end = match.end()
    if end < len(escaped):
        found.append(_upright(escaped[end:]))
    return "".join(found)


def whole_roots(text: str) -> str:
    """Return a written text with the scripts of what stands under a root under it too."""
    return _SPLIT_ROOT.sub(r"$\\sqrt{\1\2}$", text)


def _upright(escaped: str) -> str:
    """Return a text in a formula: numbers as they are, what else there is not in the italics of formulas."""
    return escaped if _UPRIGHT.fullmatch(escaped) else f"\\textrm{{{escaped}}}"


def _unless_greek(match: re.Match[str]) -> str:
    return match[0] if _GREEK.search(match[0]) else _formula(match)


def _formula(match: re.Match[str]) -> str:
    return "{\\textminus}" if match[0] == "−" else f"${_commands(match[0])}$"


def _commands(run: str) -> str:
    if run == "−":
        return "\\textrm{\\textminus}"
    if run[0] == "√":
        # Over a sign such as ≤ the root would be read as more than a text says.
        under = _commands(run[1:]) if run[1:] else ""
        return f"\\sqrt{{{under}}}" if run[1:2].isalnum() else f"\\surd{under}"
    if "⁄" in run:
        above, _, below = run.partition("⁄")
        return f"\\frac{{{above}}}{{{below}}}"
    if run.isascii():
        return run
    units = [_unit(*match) for match in _PARTS.findall(run)]
    return "".join(_alphabet(alphabet, [text for _, text in group]) for alphabet, group in groupby(units, _first))


def _first(unit: tuple[str, str]) -> str:
    return unit[0]


def _unit(letter: str, marks: str) -> tuple[str, str]:
    """Return the alphabet of a letter, if letters beside it can share its command, and what stands for the letter."""
    alphabet = ""
    command = _SIGNS.get(letter, "")
    if not command and letter in LETTERS:
        alphabet, base = LETTERS[letter]
        command = _commands(base) if base in LETTERS else _SIGNS.get(base, base)
    elif not command:
        command = letter  # a Latin letter under its marks
    if marks:
        command = _alphabet(alphabet, [command])
        for mark in marks:
            command = f"{_MARKS[mark]}{{{command}}}"
        return "", command
    return alphabet, command


def _alphabet(alphabet: str, commands: list[str]) -> str:
    if alphabet:
        return f"\\{alphabet}{{{''.join(commands)}}}"
    return "".join(
        f"{{{command}}}" if command[0] == "\\" and "{" not in command and not command.islower() else command
        for command in commands
    )
