"""Search for texts on which time grows faster than their length, in every place that a text can come to.

    python tests/fuzz/scaling.py                      # all; about half an hour
    python tests/fuzz/scaling.py 'read ris' 'write'   # the places whose names hold one of these
    python tests/fuzz/scaling.py --piece '<i>' 'write bibtex'
    python tests/fuzz/scaling.py --before 10.1000/ --behind '|' text dedupe

Each piece is repeated to 8,000 and 32,000 characters, and where the time grows suspiciously, to 512,000: what takes
more than 100 ms of the processor, and more than six times what a quarter of it takes, measured twice, is reported.
The exit code is 1 if anything was found.  What is found and mended becomes a line of `tests/test_scaling.py`.
"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parent))

from works import Work, works

SIZES = (8_000, 32_000, 128_000, 512_000)
ENOUGH = 0.1
"""Seconds from which a time tells something."""
MOST = 6.0
"""Times that four times the length may take."""
SUSPECT = 4.8
"""Times from which a longer text is tried, and"""
NOTHING = 0.001
"""seconds below which none is: what grows as the square then takes a second for a million characters."""
LIMIT = 20.0
"""Seconds after which a work is given up, and found."""

SINGLE = [
    "{", "}", "\\", "$", '"', "'", " and ", ",", ";", "--", "-", "–", "<i>", "</i>", "<", "</", ">", "&",
    "&amp", "&amp;", "%", "#", "@", "@book{", "AU  - ", "\nAU  - ", "\nER  - \n", "\n", "\r", " ", "\t",
    "\xa0", "1-", "1", "(", ")", "[", "]", "[@", "http://", "10.1/", "PMID:", "\u0301", "e\u0301", "中",
    ".", ". ", "!", "?", ":", "::", "/", "|", "~", "*", "**", "_", "^", "`", "``", "''", "a ", "A ", "A. ",
    "a, ", "a; ", "aB", "von ", "jr, ", "{\\", "\\'", "{\\'a}", "\\emph{", "\\em ", "$x$", "$$", "\\(",
    "<i>a", '<span class="nocase">', "<!--", "<![CDATA[", "<?", "</a", "<a ", "[a](", "![", "- ", "> ",
    "1. ", "doi:", "2020-", "2020 ", "Jan ", "ISBN ", "978", "\n\n", "\n ", "“", "‘", "«", "²", "=", "a=",
    "{},", "= {", "\u2028", "\x0b", "ß", "İ", "\u200b", "&#1;", "&#x", "key: ", "\nkey: ", "x\ny: ",
]  # fmt: skip
"""What is repeated."""
NESTED = [
    ("{", "}"), ("<i>", "</i>"), ("<i><b>", "</b></i>"), ("(", ")"), ("[", "]"), ("\\emph{", "}"), ("<", ">"),
    ("$", "{"), ("<b>", "<i>"), ("</i>", "<i>"), ('"', "'"), ("“", "”"), ("*", "_"), ("[", "]("), ("a ", "\n"),
    ('<span class="nocase">', "</span>"), ("(", "\n"), ("1", "-"), ("{", '"'), ("\\", "{"), (" ", "x"), (",", "a"),
]  # fmt: skip
"""What is repeated in a first half, and what in a second."""


def texts(only: str | None = None, before: str = "x", behind: str = "x") -> Iterator[tuple[str, Callable[[int], str]]]:
    """Yield each piece's name, and what makes a text of a length of it, between what stands before and behind it."""
    for piece in [only] if only else SINGLE:
        made = f"{before}{piece!r}{behind}"
        yield made, lambda size, piece=piece: f"{before}{piece * (size // len(piece))}{behind}"  # type: ignore[misc]
    for first, second in () if only else NESTED:
        yield (
            f"{first!r} then {second!r}",
            lambda size, a=first, b=second: (  # type: ignore[misc]
                before + a * (size // len(a + b)) + "y" + b * (size // len(a + b)) + behind
            ),
        )


class TooLong(BaseException):
    """The work takes longer than it may; nothing that catches an `Exception` catches this."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def seconds(work: Work, text: str) -> float:
    """Return the seconds of the processor that a work takes, or infinity for too long."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    start = time.process_time()
    try:
        work(text)
    except TooLong:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - start


def growth(work: Work, make: Callable[[int], str]) -> tuple[int, float, float] | None:
    """Return a length, its time and how many times that of a quarter it is, where that is too much; else nothing."""
    before = seconds(work, make(SIZES[0]))
    for size in SIZES[1:]:
        after = seconds(work, make(size))
        if after < NOTHING or after < SUSPECT * before:
            return None
        # Most often something else ran, or was loaded: the shortest of two counts.
        before = max(before, seconds(work, make(size // 4)))
        after = min(after, seconds(work, make(size))) if after < LIMIT else after
        if after > ENOUGH and after > MOST * before:
            return size, after, after / max(before, 1e-6)
        before = after
    return None


def main() -> None:
    """Search, and print what is found as it is found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="parts of the names of places")
    parser.add_argument("--piece", help="try this piece only")
    parser.add_argument("--before", default="x", help="what stands before the pieces, such as 10.1000/ or http://a/")
    parser.add_argument("--behind", default="x", help="what stands behind them, such as | or nothing")
    options = parser.parse_args()
    found = tried = 0
    for name, work in works():
        if options.names and not any(part in name for part in options.names):
            continue
        work("a")  # what is loaded on first use is loaded now
        gc.freeze()
        for label, make in texts(options.piece, options.before, options.behind):
            tried += 1
            try:
                grown = growth(work, make)
            except Exception as error:  # no matter for this search, but somebody must see it
                print(f"{name}: {label}: {type(error).__name__}: {error}"[:300], flush=True)
                continue
            if grown:
                found += 1
                size, time_, times = grown
                print(f"{name}: {label}: {time_:.2f} s at {size:,}, {times:.1f} times a quarter of it", flush=True)
    print(f"{tried:,} tried, {found} found")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
