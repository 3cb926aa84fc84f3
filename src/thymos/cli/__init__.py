"""The command line: parse, call `thymos.api`, render a view. No logic lives here.

Nothing heavy is imported before a command runs, so that `thymos --help` answers at once.
"""

from __future__ import annotations

import os
import sys

import click

from thymos import __version__
from thymos.cli import answers, folders, pooling
from thymos.errors import ThymosError


class Program(click.Group):
    """The group of commands; what thymos raises on purpose becomes a line and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; print its error, if any, on standard error without a traceback."""
        try:
            return super().invoke(ctx)
        except ThymosError as error:
            click.echo(f"thymos: {error}" if "\n" not in str(error) else str(error), err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of a pipe went away: nothing is wrong on our side.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        return None


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="thymos")
def main() -> None:
    """Say honestly what is known about a medicine, and show the work.

    A dossier is a folder of sourced records about one compound. DOSSIER is such a folder or
    the name of a shipped one. thymos informs; it never advises.
    """


for command in (*folders.COMMANDS, *answers.COMMANDS, *pooling.COMMANDS):
    main.add_command(command)
