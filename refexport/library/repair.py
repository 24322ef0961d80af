"""What is certain put right in a text of references, all the rest of which stays as it is.

Comments, order, spaces and line ends stay.  What comes out is read again; a repair that does not read back as it should
is left undone, and stays a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from refexport.library.findings import Finding, repaired
from refexport.library.places import Places
from refexport.record import Record
from refexport.source import Source

if TYPE_CHECKING:
    from refexport.library.checking import Checked

Repairs = dict[str, list[Finding]]
"""What is to be put right, by the key of the record."""


class Repair:
    """The repair of a text.

    Args:
        source: the text.
        records: that were read from it.
        places: where they stand in it.
        read: reads such a text.
    """

    def __init__(
        self, source: Source, records: list[Record], places: Places, read: Callable[[Source], list[Record]]
    ) -> None:
        self.source, self.records, self.places, self._read = source, records, places, read

    def apply(self, checked: Checked) -> None:
        """Put right what is certain in the text, and move it from what is found to what is fixed."""
        wanted: Repairs = defaultdict(list)
        for finding in checked.findings:
            if finding.certain and finding.record is not None:
                wanted[finding.record].append(finding)
        if not wanted:
            return
        _, unread = self._edited(wanted)
        if unread:
            self._keep_what_reads_back(wanted, unread)
        while wanted:
            text, unread = self._edited(wanted)
            if not unread:
                done = {id_of(one) for found in wanted.values() for one in found}
                checked.fixed = [one for one in checked.findings if id_of(one) in done]
                checked.findings = [one for one in checked.findings if id_of(one) not in done]
                checked.text = text
                return
            for key in unread:
                del wanted[key]

    def _keep_what_reads_back(self, wanted: Repairs, unread: set[str]) -> None:
        """Try the repairs of records that do not read back one by one, so that one that fails holds up no other."""
        tried = {key: wanted.pop(key) for key in unread}
        for number in range(max(map(len, tried.values()))):
            alone = {key: [found[number]] for key, found in tried.items() if number < len(found)}
            _, failed = self._edited(alone)
            for key in sorted(alone.keys() - failed):
                wanted.setdefault(key, []).extend(alone[key])

    def _edited(self, wanted: Repairs) -> tuple[str, set[str]]:
        """Return the text with all repairs, and the keys of the records that do not read back as they should."""
        pieces, end = [], 0
        for key in sorted(wanted, key=lambda key: self.places.span(key)):
            start, stop = self.places.span(key)
            entry = self.source.text[start:stop]
            for finding in wanted[key]:
                entry = entry.replace(finding.value or "", finding.suggestion or "") if finding.value else entry
            pieces += [self.source.text[end:start], entry]
            end = stop
        pieces.append(self.source.text[end:])
        edited = "".join(pieces)
        meant = [repaired(record, wanted.get(record.id, [])) for record in self.records]
        return edited, self._misread(edited, meant, wanted)

    def _misread(self, edited: str, meant: list[Record], wanted: Repairs) -> set[str]:
        again = self._read(self.source.part(edited, self.source.first_line, self.source.shared))
        if len(again) != len(meant):
            return set(wanted)
        # A key that is made from a title or a name is another one when these are put right.
        wrong = {
            record.id
            for record, found, wish in zip(self.records, again, meant, strict=True)
            if found.copy(id="") != wish.copy(id="")
        }
        return wrong & set(wanted) or (set(wanted) if wrong else set())


def id_of(finding: Finding) -> tuple[str, str | None, str | None]:
    """Return what tells a finding from others of the same file."""
    return finding.code, finding.record, finding.field
