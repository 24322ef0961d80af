"""The `n/a` that stands for a volume or an issue which there is not."""

from __future__ import annotations

from refexport.record import Record
from refexport.report import Report

NOT_APPLICABLE = frozenset({"n/a", "N/A"})
"""What publishers write for the volume and issue of what has none yet."""


def drop_not_applicable(record: Record, report: Report, format: str) -> None:
    """Take `n/a` for no volume and no issue, and report it."""
    for field in ("volume", "issue"):
        if (value := record[field]) in NOT_APPLICABLE:
            record[field] = None
            report.lose(record.id, field, "dropped", "it says that there is none", format=format, value=value)
