"""Pausing Python's cycle collector while a document is worked out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Keep the cycle collector from running.

    A large document makes millions of small objects that all stay; the
    collector would look at all of them again and again and find no cycle, so
    that the time would grow faster than the document.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
