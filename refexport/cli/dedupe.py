"""`refexport dedupe`."""

from __future__ import annotations

from pathlib import Path

import click

from refexport.cli.common import FROM, INPUTS, OUTPUT, QUIET, REPORT, progress, read_all
from refexport.cli.libraries import TARGET, TO, by_source, report_result, save_result, show_merges, write_result
from refexport.errors import InputError, UsageError
from refexport.library.deduplication import dedupe
from refexport.library.review import decided_rows, read_answers, review_rows
from refexport.output import refuse_same, write_pieces
from refexport.replacing import together
from refexport.report import Report
from refexport.shelf import Shelf
from refexport.source import Source


@click.command(
    "dedupe",
    epilog="""\b
Examples:
  refexport dedupe library.bib -o clean.bib
  refexport dedupe pubmed.nbib scopus.ris wos.ciw -o all.ris --report dedupe.json
  refexport dedupe library.ris -o clean.ris --review doubts.csv
  refexport dedupe library.ris -o clean.ris --decisions doubts.csv
""",
)
@INPUTS
@OUTPUT
@FROM
@TO
@TARGET
@click.option("--review", metavar="FILE.csv", help="Write the pairs in doubt, for a person to decide.")
@click.option("--decisions", multiple=True, metavar="FILE.csv", help="Read what a person decided in that table.")
@click.option("-n", "--dry-run", is_flag=True, help="Write no library; show what would be merged.")
@REPORT
@QUIET
def command(
    inputs: tuple[str, ...],
    output: str,
    from_format: str | None,
    to: str | None,
    target: str | None,
    review: str | None,
    decisions: tuple[str, ...],
    dry_run: bool,
    report_file: str | None,
    quiet: bool,
) -> None:
    """Merge the duplicates of one or more libraries.

    Records of the same work become one, field by field, by the rule in
    docs/library.md; --report tells where each value comes from. A preprint and
    the published work are both kept, and linked. What is in doubt is kept, and
    listed by --review.
    """
    if output == "-" and to is None and not dry_run:
        raise UsageError("name the format with --to, or a file with -o")
    refuse_same([output, report_file, review])
    refuse_same([review, report_file], inputs)
    refuse_same([output, report_file], decisions)
    report = Report()
    decided = _decided(review, decisions) if review is not None else []
    answers = {}
    for path in decisions:
        answers.update(read_answers(Source.open(path).text, path))
    taken: list[int] = []
    records = Shelf(read_all(inputs, from_format, report, quiet, taken=taken))
    with progress("comparing", quiet, unit="pairs") as tell:
        share = tell.share if tell else None
        result = dedupe(records, answers=answers, report=report, progress=tell, share=share)
    with together():
        if review is not None:
            write_pieces(review_rows(result.doubts, decided), review)
        if not dry_run:
            write_result(result.records, output, to, target, report)
        sources = by_source(inputs, taken, result.gone)
        save_result(result, report, report_file, sources)
    if dry_run and not quiet:
        show_merges(result.merged)
    report_result(result, report, sources, quiet=quiet, output="-" if dry_run else output, review=review)


def _decided(review: str, decisions: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the decided rows of a table that is to be written anew; refuse to lose a person's work otherwise."""
    path = Path(review)
    if not path.is_file() or not path.stat().st_size:
        return []
    try:
        rows = decided_rows(Source.open(review).text, review)
    except InputError:
        raise UsageError(f"{review}: is there already, and no table of doubts; name another file") from None
    if rows and not any(path.samefile(other) for other in decisions):
        raise UsageError(f"{review}: holds decisions; read them with --decisions {review}, or name another file")
    return rows
