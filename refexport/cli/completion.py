"""`refexport completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from refexport.cli import group


@click.command(
    "completion",
    epilog="""\b
Examples:
  refexport completion bash >> ~/.bashrc
  refexport completion zsh >> ~/.zshrc
  refexport completion fish > ~/.config/fish/completions/refexport.fish
""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that makes SHELL complete refexport's commands, options, formats and styles."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(group, {}, "refexport", "_REFEXPORT_COMPLETE").source())
