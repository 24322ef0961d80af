"""What is said on the terminal: messages quote records, and no record may steer a terminal."""

from __future__ import annotations

import re

import click

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and line end, marks and overrides of direction, and lone surrogates."""


def visible(text: str) -> str:
    r"""Return a text with each character that steers a terminal written out, as `\x1b` or `\u202e`."""
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def say(text: str, err: bool = True) -> None:
    """Print a message that may quote a record, a file's name or a person's words.

    Args:
        text: the message.
        err: whether to standard error, as all but results.
    """
    click.echo(visible(text), err=err)
