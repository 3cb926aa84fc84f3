"""Write the reference pages from the code, or check that they are what the code says.

usage: docs.py [--check]

docs/reference/commands.md   every command with its help, from the command line itself
docs/reference/records.md    every record with its fields, from the types
docs/reference/rules.md      every lint rule with what it finds
docs/reference/schema/*.json JSON Schema of what each command prints with --format json
"""

from __future__ import annotations

import inspect
import json
import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import click

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by tools/docs.py (make docs); change the code, not this page. -->\n\n"


def commands() -> str:
    """The help of every command, as a user sees it at 80 columns."""
    from thymos.cli import main

    parts = [NOTE + "# Commands\n"]
    for name, command in [("", main), *sorted(main.commands.items())]:
        title = f"thymos {name}".strip()
        context = click.Context(command, info_name=title, terminal_width=80, max_content_width=80)
        parts.append(f"\n## {title}\n\n```\n{command.get_help(context).rstrip()}\n```\n")
    return "".join(parts)


def records() -> str:
    """Every record type that a dossier may hold, with its fields."""
    from thymos.records.schema import KINDS, Head

    parts = [NOTE + "# Records\n\nFields in bold must be given. Dates are YYYY, YYYY-MM or "
             "YYYY-MM-DD.\n"]  # fmt: skip
    seen: set[type] = set()
    for title, kind in [("dossier.yaml", Head), *((k.collection, k.type) for k in KINDS)]:
        parts.append(f"\n## {title}\n")
        parts += [
            f"\n### {model.__name__}\n\n{_first(model)}\n\n{_fields(model)}"
            for model in _nested(kind, seen)
        ]
    return "".join(parts)


def _nested(model: Any, seen: set[type]) -> Iterator[Any]:
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in _types(field.annotation):
            if hasattr(inner, "model_fields"):
                yield from _nested(inner, seen)


def _types(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is None:
        yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def _first(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def _fields(model: Any) -> str:
    rows = ["| field | type | meaning |\n|---|---|---|\n"]
    for name, field in model.model_fields.items():
        shown = f"**{name}**" if field.is_required() else name
        meaning = (field.description or "").replace("|", "\\|")
        rows.append(f"| {shown} | {_type(field.annotation)} | {meaning} |\n")
    return "".join(rows)


NAMES = (
    ("str", "text"),
    ("int", "whole number"),
    ("float", "number"),
    ("bool", "true or false"),
    ("EventDate", "past date"),
    ("PartialDate", "date"),
    ("NoneType", ""),
)


def _type(annotation: Any) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        shown = "list of " + _type(args[0])
    elif origin in (types.UnionType, typing.Union):
        shown = " or ".join(part for part in map(_type, args) if part)
    elif origin is typing.Literal:
        shown = ", ".join(str(arg) for arg in args)
    elif origin is not None and args:
        shown = _type(args[0])
    elif hasattr(annotation, "__members__"):
        shown = ", ".join(str(member.value) for member in annotation)
    else:
        name = getattr(annotation, "__name__", str(annotation))
        shown = dict(NAMES).get(name, name)
    return shown


def rules() -> str:
    """The rules of lint, in the order in which they run."""
    from thymos.checks import RULES

    lines = [NOTE + "# Rules of lint\n\n| rule | finds |\n|---|---|\n"]
    lines += [f"| {rule.__name__} | {_first(rule)} |\n" for rule in RULES]
    return "".join(lines)


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    from thymos.views.shapes import SHAPES, schema

    return {
        REFERENCE / "schema" / f"{command}.json": json.dumps(schema(command), indent=1) + "\n"
        for command, _ in SHAPES
    } | {
        REFERENCE / "commands.md": commands(),
        REFERENCE / "records.md": records(),
        REFERENCE / "rules.md": rules(),
    }


def main(arguments: list[str]) -> int:
    """Write the pages; with --check, say which are stale and exit with 1."""
    stale = []
    for path, text in pages().items():
        if "--check" in arguments:
            if not path.exists() or path.read_text("utf-8") != text:
                stale.append(path.relative_to(ROOT))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path}: not what the code says; run make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
