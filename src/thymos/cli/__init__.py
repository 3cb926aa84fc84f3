"""The command line: parse, call `thymos.api`, render a view. No logic lives here.

Nothing heavy is imported before a command runs, so that `thymos --help` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from thymos import __version__
from thymos.cli import (
    answers,
    applies,
    appraisal,
    catalogue,
    checking,
    dilute,
    folders,
    fragility,
    history,
    identify,
    molecule,
    pooling,
    simulate,
)
from thymos.cli.options import OUTCOME
from thymos.errors import EXIT_FINE, EXIT_USAGE, ThymosError

# Shells report a program that a signal ended as this much above the signal's number.
SIGNALLED = 128


class Program(click.Group):
    """The group of commands; what goes wrong becomes a line and an exit code, no traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; print its error, if any, on standard error without a traceback."""
        _prepare()
        try:
            try:
                return super().invoke(ctx)
            finally:
                # Python would tell a failure to write only when it ends, and in its own words.
                if sys.stdout is not None:
                    sys.stdout.flush()
        except ThymosError as error:
            click.echo(f"thymos: {error}" if "\n" not in str(error) else str(error), err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of a pipe went away; the answer stands, and so does its exit code.
            _discard()
            ctx.exit(ctx.meta.get(OUTCOME, EXIT_FINE))
        except KeyboardInterrupt:
            click.echo("thymos: stopped; nothing was left half-written", err=True)
            ctx.exit(SIGNALLED + signal.SIGINT)
        except OSError as error:
            _discard()
            where = error.filename or "standard output"
            click.echo(f"thymos: {where}: {(error.strerror or str(error)).lower()}", err=True)
            ctx.exit(EXIT_USAGE)


def _prepare() -> None:
    """Let signals unwind the program, so that temporary files go; print in UTF-8 everywhere."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Not in a thread (a test, a server), where Python allows no handlers; and what was
        # ignored before, as under nohup, stays ignored.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            try:
                signal.signal(number, _end)
            except ValueError:
                return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower().replace("-", "") != "utf8" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(SIGNALLED + number)


def _discard() -> None:
    """Send what is still to be printed nowhere: Python flushes once more when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return  # no file behind it: nothing will be flushed


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


for command in (
    *folders.COMMANDS,
    *checking.COMMANDS,
    *answers.COMMANDS,
    *catalogue.COMMANDS,
    *appraisal.COMMANDS,
    *applies.COMMANDS,
    *history.COMMANDS,
    *pooling.COMMANDS,
    *fragility.COMMANDS,
    *simulate.COMMANDS,
    *dilute.COMMANDS,
    *molecule.COMMANDS,
    *identify.COMMANDS,
):
    main.add_command(command)
