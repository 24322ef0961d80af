"""Loaded into the workers that a run starts: an interrupt is the business of the process that started them."""

from __future__ import annotations

import signal


def dask_setup(worker: object) -> None:
    """Have a worker take no notice of the interrupt that a terminal sends to all; it ends with its cluster."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
