"""The author as part of a sentence: "Lu et al. (2024) found".

Source: CSL 1.0.2 specification, "Names", "Et-al Abbreviation"; natbib, `\\citet` with numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from refexport.csl import Cite, Cluster, Processor
from refexport.csl.cite_affixes import NO_FORM
from refexport.csl.compile import FIRST, SUBSEQUENT
from refexport.csl.locale import Locale
from refexport.manuscript.affixes import PRIVATE
from refexport.record import Record
from refexport.text.names import family_of
from refexport.text.rich import plain


def author_of(processor: Processor, id: str, among: Sequence[str], first: bool = True) -> str:
    """Return the authors of a work as a sentence names them, in the processor's markup.

    Args:
        processor: that cites the work.
        id: of the record.
        among: ids of all works of the document, in the order of the processor's.
        first: whether the work has not been cited before, where a note style names it in full.

    Returns:
        As the style's citations name them; nothing where they name nobody.
    """
    position = FIRST if first else SUBSEQUENT
    text = processor.cite_alone(Cluster([Cite(id, author_only=True, position=position)]), among)
    return "" if processor.markup.escape(NO_FORM) in text else text


def title_of(record: Record) -> str:
    """Return the title of a record, or what stands for it."""
    return record.title or PRIVATE.sub("", record.id)


def short_authors(record: Record, locale: Locale) -> str:
    """Return the family names of one or two authors, or of the first with "et al.", as plain text.

    Args:
        record: without authors, its editors are named, or its title.
        locale: for the words between.
    """
    names = record.author or record.editor or record.translator
    families = [name.literal or family_of(name) or "" for name in names]
    if not families:
        return plain(title_of(record))
    if len(families) == 1:
        return families[0]
    if len(families) == 2:
        return f"{families[0]} {locale.term('and') or 'and'} {families[1]}"
    return f"{families[0]} {locale.term('et-al') or 'et al.'}"
