"""Options that several commands share, written once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

# Under this key of the context's `meta` a command leaves its exit code before it prints, for
# the case that nobody reads to the end.
OUTCOME = "thymos.outcome"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

dossier_argument: Decorator = click.argument("dossier", required=False)
dossier_option: Decorator = click.option(
    "--dossier", metavar="DOSSIER", help="A folder or a shipped name; default: the flagship."
)
as_of_option: Decorator = click.option(
    "--as-of", metavar="YYYY-MM-DD", help="Answer as it could be known on that day."
)
format_option: Decorator = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print; json stands alone on standard output.",
)


def print_json(value: Any) -> None:
    """Print JSON, and nothing else, on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
