"""Commands that read what others wrote: check, and the language server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from thymos.cli.options import OUTCOME, as_of_option
from thymos.errors import UsageError

if TYPE_CHECKING:
    from thymos.prose.desk import Examined
    from thymos.views.checked import Renderer

FORMATS = ("table", "json", "sarif", "github", "webannotation", "html")

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--dossier",
        "dossiers",
        metavar="DOSSIER",
        multiple=True,
        help="A folder or a shipped name; may be given several times; default: the flagship.",
    ),
    click.option(
        "--all-dossiers", is_flag=True, help="Every shipped dossier whose subject a page names."
    ),
    as_of_option,
    click.option(
        "--format",
        "form",
        type=click.Choice([*FORMATS, "annotation"]),
        default="table",
        show_default=True,
        help="How to print; 'annotation' is another name of 'webannotation'.",
    ),
    click.option("--out", metavar="FILE", help="Write to a file instead of standard output."),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "note"]),
        default="warning",
        show_default=True,
        help="The least severity of a finding that makes the exit code 1.",
    ),
    click.option("--select", metavar="RULE", multiple=True, help="Only this rule; repeatable."),
    click.option("--ignore", metavar="RULE", multiple=True, help="Not this rule; repeatable."),
    click.option("--as-file", metavar="NAME", help="Name, and so the form, of standard input."),
    click.option(
        "--allow-url",
        is_flag=True,
        help="Let a PATH be an address https://… of the public web, and fetch it.",
    ),
    click.option(
        "--adjudicator",
        metavar="URL",
        help="An endpoint of the OpenAI kind that may label what rules left open; off by default.",
    ),
    click.option("--adjudicator-model", metavar="NAME", help="The model to ask there."),
)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.argument("paths", metavar="FILE|FOLDER|-...", nargs=-1, required=True)
@_options
@click.pass_context
def check(
    ctx: click.Context, /, paths: tuple[str, ...], form: str, out: str | None, **how: Any
) -> None:
    """Check prose against the dossier.

    Says what contradicts, misquotes or is outdated, and what the page leaves out. A remark
    'thymos: allow REASON' in a page, at the end of a line or above a block, lets a finding
    stand.

    Silence is not endorsement: what is not flagged was not necessarily checked.
    """
    from thymos import api

    stream = sys.stdin.buffer if "-" in paths else None
    round_ = api.check(paths, stream=stream, **how)
    if how["adjudicator"] and not round_.open_questions:
        click.echo("thymos: no rule leaves a sentence open yet: nothing was sent", err=True)
    pages = iter(round_)
    first = next(pages, None)
    if first is None and round_.refused:
        raise UsageError("\n".join(str(error) for error in round_.refused))
    whole: Iterable[Examined] = pages if first is None else chain((first,), pages)
    pieces = _renderer(form, plain=out is not None)(whole, round_.desk.dossiers)
    if out is None:
        for piece in pieces:
            ctx.meta[OUTCOME] = round_.code
            click.echo(piece, nl=False)
    else:
        api.write_text(out, "".join(pieces))
    for error in round_.refused:
        click.echo(f"thymos: {error}", err=True)
    ctx.meta[OUTCOME] = round_.code
    ctx.exit(round_.code)


def _renderer(form: str, *, plain: bool) -> Renderer:
    from thymos.views import annotations, checked, sarif

    if form == "table":
        from functools import partial

        from thymos.cli.check_table import render_table

        return partial(render_table, plain=plain)
    if form == "html":
        from thymos.site.checked import render_html

        return render_html
    known: dict[str, Renderer] = {
        "json": checked.render_json,
        "sarif": sarif.render_sarif,
        "github": annotations.render_github,
    }
    return known.get(form, annotations.render_webannotation)


@click.command()
@_OPTIONS[0]
@_OPTIONS[1]
@as_of_option
def lsp(dossiers: tuple[str, ...], all_dossiers: bool, as_of: str | None) -> None:
    """Serve editors: underline findings while one writes.

    Speaks the Language Server Protocol on standard input and output. Needs the extra 'lsp'.
    """
    from thymos import api

    desk = api.desk(dossiers, all_dossiers=all_dossiers, as_of=as_of)
    try:
        from thymos.cli.language_server import serve
    except ModuleNotFoundError as error:
        package = (error.name or "pygls").partition(".")[0]
        raise UsageError(
            f"expected the package '{package}', found none; install thymos[lsp]"
        ) from None
    serve(desk)


COMMANDS = (check, lsp)
