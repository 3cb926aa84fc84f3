"""The command that holds a profile against the evidence, and its answer in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thymos.cli.options import as_of_option, dossier_option, format_option, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from thymos.views.applies import Applies, AppliesStudy, AppliesView


@click.command()
@click.argument("profile")
@dossier_option
@as_of_option
@format_option
def applies(profile: str, dossier: str | None, as_of: str | None, form: str) -> None:
    """Say which studies were about people like a profile.

    PROFILE is a YAML file: age, sex, condition, severity, comorbidities, pregnancy, transplant,
    autoimmunity, immunosuppressants, medicines, setting, country. Every field may be left out.
    The answer describes studies; it selects nobody and advises nobody.
    """
    from thymos import api

    view = api.load(dossier, as_of=as_of).applies(profile)
    if form == "json":
        print_json(view.as_json())
    else:
        show(view)


def show(view: AppliesView) -> None:
    """Studies, cautions by strength, subgroups, what was monitored."""
    from thymos.cli.terminal import screen

    console, said = screen(), view.as_json()
    console.print(f"{said['dossier']}, as of {said['as_of']}. {said['notice']}", style="dim")
    _studies(console, said)
    _warnings(console, said)
    _signals(console, view)
    for one in said["monitored"]:
        console.print(f"Monitored by {one['by']}: {one['what']}", markup=False)
    if said["unmatched"]:
        words = ", ".join(said["unmatched"])
        console.print(f"No record answers for: {words}", style="yellow", markup=False)


def _studies(console: Console, said: Applies) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Studies of this condition", title_justify="left", expand=True)
    table.add_column("study", no_wrap=True)
    table.add_column("a person like this", no_wrap=True)
    table.add_column("read", ratio=4)
    table.add_column("not stated", ratio=2, style="dim")
    near = [study for study in said["studies"] if study["answer"] != "not studied"]
    for study in near:
        read = "\n".join(_read(study))
        silent = ", ".join(p["about"] for p in study["points"] if p["answer"] == "not stated")
        table.add_row(study["study"], study["answer"], escape(read), escape(silent))
    if near:
        console.print(table)
    other = len(said["studies"]) - len(near)
    console.print(f"{other} other studies in people did not study such a person.")


def _read(study: AppliesStudy) -> list[str]:
    read = [
        f"{p['about']}: {p['answer']} ({p['reason']})"
        for p in study["points"]
        if p["answer"] != "not stated"
    ]
    return read + [f"{trait}: required; the profile does not say" for trait in study["asked"]]


def _warnings(console: Console, said: Applies) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Cautions and interactions, strongest ground first", expand=True)
    table.title_justify = "left"
    for name in ("ground", "strength", "binds"):
        table.add_column(name, no_wrap=True)
    table.add_column("what", ratio=5)
    for one in said["warnings"]:
        binds = "yes" if one["binds"] else "not stated"
        what = f"{one['about']}: {one['text']}"
        table.add_row(one["basis"], one["strength"], binds, escape(what))
    if said["warnings"]:
        console.print(table)
    else:
        console.print("No caution or interaction on record is about such a person.")


def _signals(console: Console, view: AppliesView) -> None:
    from thymos.views.applies import figure

    for signal in view.signals:
        where = f"{signal.study.name}, {signal.subgroup.factor} {signal.subgroup.level}"
        rated = f"credibility at most {signal.rated.credibility.value}"
        told = f"{signal.sort.capitalize()}: {where}: {figure(signal)}; {rated}."
        console.print(told, markup=False, highlight=False)


COMMANDS = (applies,)
