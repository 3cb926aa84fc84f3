"""A record that breaks its type, told in one sentence a fault: where, expected, found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from thymos.dossier.place import PathIn, Places
from thymos.dossier.scan import printable
from thymos.errors import Finding

# What a field wanted, by pydantic's code of the fault; braces take values of its context.
EXPECTED = (
    ("int_parsing", "a whole number"),
    ("int_parsing_size", "a whole number of ordinary size"),
    ("int_from_float", "a whole number"),
    ("int_type", "a whole number"),
    ("float_parsing", "a number"),
    ("float_type", "a number"),
    ("finite_number", "a finite number"),
    ("bool_parsing", "true or false"),
    ("bool_type", "true or false"),
    ("truth", "true or false"),
    ("string_type", "text"),
    ("string_too_short", "text that is not empty"),
    ("string_too_long", "at most {max_length} characters"),
    ("string_pattern_mismatch", "text of the form {pattern}"),
    ("greater_than", "a number above {gt}"),
    ("greater_than_equal", "a number not below {ge}"),
    ("less_than", "a number below {lt}"),
    ("less_than_equal", "a number not above {le}"),
    ("literal_error", "{expected}"),
    ("enum", "{expected}"),
    ("tuple_type", "a list"),
    ("too_short", "a list of at least {min_length}"),
    ("model_type", "a mapping of fields"),
    ("model_attributes_type", "a mapping of fields"),
    ("dict_type", "a mapping of fields"),
    ("partial_date", "a date that exists, written YYYY, YYYY-MM or YYYY-MM-DD"),
    ("future_date", "a date not after {today}"),
)
PATTERNS = (
    (r"^[a-z0-9][a-z0-9.-]*$", "an id of lower-case letters, digits, dots and hyphens"),
    (
        r"^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)?$",
        "a result's id, alone or as study/result",
    ),
    (r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", "a date written YYYY, YYYY-MM or YYYY-MM-DD"),
    (r"^10\.\d{4,9}/\S+$", "a DOI that begins with 10."),
    (r"^\d{1,9}$", "a PubMed number"),
    (r"^PMC\d+$", "a PubMed Central number that begins with PMC"),
)
_TOLD = re.compile(r"^(?:Value error, )?expected (?P<expected>.+?)(?:, found (?P<found>.+))?$")
_SHOWN = 60


def findings_of(
    error: ValidationError, model: type[BaseModel], file: str, prefix: PathIn, places: Places
) -> list[Finding]:
    """One finding for each fault of one record that stands at `prefix` in `file`."""
    return [
        _finding(fault, model, file, prefix, places) for fault in error.errors(include_url=False)
    ]


def _finding(
    fault: Mapping[str, Any], model: type[BaseModel], file: str, prefix: PathIn, places: Places
) -> Finding:
    local = tuple(fault["loc"])
    path = (*prefix, *local)
    sort, name = fault["type"], field_name(path)
    place = places.at(file, path, key=sort == "extra_forbidden")
    if sort == "missing":
        around = places.at(file, path[:-1])
        return Finding(
            file,
            around.line,
            around.column,
            rule="schema",
            field=name or None,
            reason="is required, and missing",
            expected="a value",
        )
    if sort == "extra_forbidden":
        reason, suggestion = _unknown(str(local[-1]), fields_at(model, local[:-1]))
        return Finding(
            file,
            place.line,
            place.column,
            rule="schema",
            field=name,
            reason=reason,
            suggestion=suggestion,
        )
    expected, found = told(fault)
    return Finding(
        file,
        place.line,
        place.column,
        rule="schema",
        field=name or None,
        found=found,
        expected=expected,
        reason=f"expected {expected}" + (f", found {found}" if found else ""),
    )


def told(fault: Mapping[str, Any]) -> tuple[str, str | None]:
    """What a fault expected, and what it found."""
    sort, context = fault["type"], fault.get("ctx") or {}
    template = dict(EXPECTED).get(sort)
    if template is None:
        match = _TOLD.match(fault["msg"])
        if match is None:
            return f"a valid value ({fault['msg']})", show(fault["input"])
        return match["expected"], match["found"] or None
    if sort == "string_pattern_mismatch":
        known = dict(PATTERNS).get(context["pattern"])
        return known or template.format(**context), show(fault["input"])
    plain = {k: f"{v:g}" if isinstance(v, float) else v for k, v in context.items()}
    return template.format(**plain), show(fault["input"])


def show(value: Any) -> str:
    """A plain value as a finding shows it.

    >>> show("180 pts"), show(None), show({"a": "1"}), show([])
    ("'180 pts'", 'nothing', 'a mapping', 'an empty list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = str(value)
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def field_name(path: PathIn) -> str:
    """A path as people write it.

    >>> field_name(("arms", 1, "n"))
    'arms[1].n'
    """
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step}]"
        else:
            name += f".{printable(step)}" if name else printable(step)
    return name


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """Up to three known words that resemble one, joined; None where nothing does."""
    return ", ".join(get_close_matches(word, known, n=3, cutoff=0.5)) or None


def _unknown(word: str, known: tuple[str, ...]) -> tuple[str, str | None]:
    near = nearest(word, known)
    if near:
        return f"unknown field; did you mean {near}?", near
    return (f"unknown field; known are {', '.join(known)}" if known else "unknown field"), None


def fields_at(model: type[BaseModel], path: PathIn) -> tuple[str, ...]:
    """The fields that a record may have at a path inside a model."""
    here: Any = model
    for step in path:
        models = models_in(here)
        if isinstance(step, str) and models and step in models[0].model_fields:
            here = models[0].model_fields[step].annotation
    models = models_in(here)
    return tuple(models[0].model_fields) if models else ()


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The record types inside an annotation such as `tuple[Arm, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        return [model for part in get_args(annotation) for model in models_in(part)]
    return []
