"""Fail when a file or a function has outgrown its room.

usage: python tools/sizes.py FOLDER ...

A file has at most 500 lines; a function at most 80 lines of code; and of all
functions of one folder 95 in 100 have at most 40. Lines of code are those from
`def` to the end of the body, less the docstring: blank lines and comments count,
because a reader scrolls past them too. Exit 0 fine, 1 offenders, 2 usage error.
"""

import ast
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

FILE_LIMIT = 500
FUNCTION_LIMIT = 80
PERCENTILE = 95
PERCENTILE_LIMIT = 40
SOURCE_SUFFIXES = (".py", ".html", ".css", ".js")


class Function(NamedTuple):
    """One function: where it starts, its name, and its lines of code."""

    place: str
    name: str
    lines: int


def main(arguments: Sequence[str]) -> int:
    """Print the offenders of the given folders, then one line of figures for each folder."""
    folders = [Path(argument) for argument in arguments]
    missing = [str(folder) for folder in folders if not folder.is_dir()]
    if missing or not folders:
        print(f"sizes: expected folders, found {', '.join(missing) or 'none'}", file=sys.stderr)
        return 2
    offences = [line for folder in folders for line in offences_of(folder)]
    print(*offences, sep="\n", end="\n" if offences else "")
    for folder in folders:
        print(summary(folder))
    return 1 if offences else 0


def offences_of(folder: Path) -> Iterator[str]:
    """One line for every file, function or percentile of the folder above its limit."""
    for file in files_of(folder):
        if (lines := line_count(file)) > FILE_LIMIT:
            yield f"{file}: {lines} lines, at most {FILE_LIMIT}"
    functions = functions_of(folder)
    for place, name, lines in functions:
        if lines > FUNCTION_LIMIT:
            yield f"{place}: {name} has {lines} lines of code, at most {FUNCTION_LIMIT}"
    value = percentile([function.lines for function in functions])
    if value > PERCENTILE_LIMIT:
        longest = sorted(functions, key=lambda function: -function.lines)
        names = ", ".join(f"{place} {name} ({lines})" for place, name, lines in longest[:5])
        yield (
            f"{folder}: {PERCENTILE} in 100 functions have up to {value} lines of code, "
            f"at most {PERCENTILE_LIMIT}; the longest: {names}"
        )


def summary(folder: Path) -> str:
    """The figures of one folder, for the log."""
    files = [line_count(file) for file in files_of(folder)]
    functions = [function.lines for function in functions_of(folder)]
    return (
        f"sizes: {folder}: {len(files)} files, longest {max(files, default=0)} lines; "
        f"{len(functions)} functions, longest {max(functions, default=0)}, "
        f"{PERCENTILE}th percentile {percentile(functions)}"
    )


def files_of(folder: Path) -> list[Path]:
    """Every source file below the folder, in a stable order."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in SOURCE_SUFFIXES and "__pycache__" not in file.parts
    )


def functions_of(folder: Path) -> list[Function]:
    """Every function and method of the folder's Python files, nested ones too."""
    return [
        Function(f"{file}:{node.lineno}", node.name, code_lines(node))
        for file in files_of(folder)
        if file.suffix == ".py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end of the body, without the docstring.

    >>> tree = ast.parse('def f(x):\\n    "Two\\\\n    lines."\\n\\n    return x')
    >>> code_lines(tree.body[0])
    3
    """
    span = last_line(function) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return span
    return span - (last_line(function.body[0]) - function.body[0].lineno + 1)


def last_line(node: ast.stmt) -> int:
    """The line on which a statement ends; the parser always fills it in."""
    assert node.end_lineno is not None
    return node.end_lineno


def line_count(file: Path) -> int:
    """Number of lines of a text file."""
    return len(file.read_text(encoding="utf-8").splitlines())


def percentile(values: Sequence[int]) -> int:
    """The smallest value that at least 95 in 100 values do not exceed; 0 for none.

    >>> percentile(range(1, 101))
    95
    >>> percentile([])
    0
    """
    if not values:
        return 0
    return sorted(values)[math.ceil(len(values) * PERCENTILE / 100) - 1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
