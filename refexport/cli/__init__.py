"""The command line: arguments in, a library call, an exit code out.

Exit codes: 0 done; 1 done, with errors in the data, or nothing written because of them, or (`check`, `diff`)
something found; 2 wrong usage.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from refexport import __version__
from refexport.cli.terminal import Ended, end_on_signals, flush_or_forget_output, forget_output, say
from refexport.errors import RefexportError, UsageError
from refexport.limits import LIMITS, raise_limits

COMMANDS = {
    "bibliography": "Format records as a reference list.",
    "check": "Find what is wrong with libraries, and put right what is certain.",
    "completion": "Print the script that makes a shell complete refexport's words.",
    "convert": "Convert files of references from one format to another.",
    "dedupe": "Merge the duplicates of libraries.",
    "diff": "Show what tells two libraries apart.",
    "extract": "Take the records out of a Word document.",
    "formats": "List the formats that can be read and written.",
    "manuscript": "Format a manuscript's citations and add its reference list.",
    "merge": "Make one library of several.",
    "styles": "List citation styles, or find one by name.",
}
"""Every command with its line in `refexport --help`; each lives in the module of its name."""


_READ_NOTHING = frozenset({"completion", "formats"})
"""Commands that no limit is for."""


def _raise(ctx: click.Context, param: click.Parameter, assignments: tuple[str, ...]) -> None:
    if not ctx.resilient_parsing:
        raise_limits(assignments)


def _complete_limit(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(f"{name}=") for name in LIMITS if name.startswith(incomplete)]


_LIMIT = click.Option(
    ["--limit"],
    multiple=True,
    metavar="NAME=N",
    expose_value=False,
    is_eager=True,
    callback=_raise,
    shell_complete=_complete_limit,
    help="Raise a limit on what hostile files do, which the message of one that is met names: "
    f"{', '.join(sorted(LIMITS))}.",
)


class LazyGroup(click.Group):
    """Loads a command's module when the command is run, so that `refexport --version` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command by its name."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"refexport.cli.{name}").command
        if _LIMIT not in command.params and name not in _READ_NOTHING:
            command.params.append(_LIMIT)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that words begin with, or say which one may be meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from refexport.registry import suggest

            ctx.fail(f"No such command '{args[0]}'; {suggest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  refexport convert page.txt -o library.bib
  refexport convert library.ris --to csl-json
  refexport bibliography library.bib --style apa
""",
)
@click.version_option(__version__, prog_name="refexport")
def group() -> None:
    """Read bibliographic references from anywhere; write BibTeX, RIS, CSL-JSON or a reference list."""


def main() -> None:
    """Run the command line, turn what it raises into one line, and exit."""
    end_on_signals()
    try:
        # Outside of its standalone mode, click returns the exit code.
        sys.exit(group(prog_name="refexport", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except RefexportError as error:
        say(f"refexport: {error}")
        flush_or_forget_output()
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except Ended as signal:
        click.echo(f"refexport: {signal}", err=True)
        sys.exit(signal.code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("refexport: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; say nothing on the way out.
        forget_output()
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        # Files are read and written under their names; what is left is what commands print.
        say(f"refexport: {error.filename or 'standard output: cannot be written'}: {error.strerror or error}")
        forget_output()
        sys.exit(1)
