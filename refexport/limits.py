"""How much of an input is too much; each limit can be raised by an environment variable.

No list of references comes near them; a file that is made to exhaust a machine does.
"""

from __future__ import annotations

import os

from refexport.errors import UsageError

LIMITS: dict[str, tuple[int, str]] = {
    "unpack-ratio": (200, "times its size that a compressed file may grow to, beyond 64 MB"),
    "record-bytes": (256_000_000, "characters that one record may have where records are read one by one"),
    "whole-bytes": (2_000_000_000, "characters of a file whose format must be read as a whole"),
}
"""Name to the limit and what it limits."""


def limit(name: str) -> int:
    """Return a limit, as `REFEXPORT_MAX_UNPACK_RATIO` and the like say, or else its default.

    Raises:
        UsageError: the variable is not a number.
    """
    default, _ = LIMITS[name]
    text = os.environ.get(variable(name), "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not int(text):
        raise UsageError(f"{variable(name)} must be a whole number, not {text!r}")
    return int(text)


def variable(name: str) -> str:
    """Return the environment variable that raises a limit."""
    return f"REFEXPORT_MAX_{name.upper().replace('-', '_')}"
