"""What is said on the terminal, where no record may steer it; and how a run ends that is told to."""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import suppress

import click

_STEERING = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but the tab, line ends among them, marks and overrides of direction, and lone surrogates."""


def visible(text: str) -> str:
    r"""Return a text on one line, each character that steers a terminal written out, as `\x1b` or `\u202e`."""
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def say(text: str, err: bool = True) -> None:
    """Print a message on one line, which may quote a record, a file's name or a person's words.

    Args:
        text: the message.
        err: whether to standard error, as all but results.
    """
    click.echo(visible(text), err=err)


class Ended(BaseException):
    """The run was told to end, by `kill` or by a terminal that was closed; unfinished files are removed on the way out.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__("terminated" if number == signal.SIGTERM else "the terminal was closed")
        self.code = 128 + number
        """Exit code, as shells have it."""


def end_on_signals() -> None:
    """Have the signals that tell a program to end raise `Ended`, where they are not ignored, as under `nohup`."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Only the main thread may ask for signals.
        with suppress(ValueError):
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, _end)


def _end(number: int, frame: object) -> None:
    raise Ended(number)


def flush_or_forget_output() -> None:
    """Write what standard output still holds, or drop it if it cannot be written: that was said."""
    try:
        sys.stdout.flush()
    except OSError:
        forget_output()


def forget_output() -> None:
    """Drop what standard output could not take, which Python would try to write again on the way out."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
