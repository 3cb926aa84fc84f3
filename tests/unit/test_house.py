"""Rules of the house that no linter knows."""

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "src" / "thymos"
DOSSIERS = ENGINE / "dossiers"

ALWAYS = ("thymosin", "thymalfasin", "zadaxin", "etass")
SUFFIXES = (".py", ".html", ".css", ".js", ".j2", ".svg")
OWN_ROLES = ("subject", "look-alike", "precursor")

KERNEL_MAY_IMPORT = (
    *("__future__", "collections", "collections.abc", "contextlib", "contextvars"),
    *("dataclasses", "enum", "functools", "importlib.util"),
    *("itertools", "math", "operator", "types", "typing"),
    *("numpy", "numpy.typing", "scipy", "scipy.special", "thymos.kernel", "thymos.tables"),
)


def names_of_compounds(folder: Path) -> set[str]:
    """Names that the dossiers below a folder give to their subjects and look-alikes."""
    names = {head.parent.name for head in folder.glob("*/dossier.yaml")}
    for file in folder.rglob("*.yaml"):
        content = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
        for compound in content.get("compounds", ()) if isinstance(content, dict) else ():
            if compound["role"] in OWN_ROLES:
                names |= {compound["id"], compound["name"]}
                names |= {name["text"] for name in compound.get("names", ())}
    return {name.lower() for name in names if len(name) >= 4}


def mentions(text: str, names: set[str]) -> list[str]:
    """Which of the names stand in a text, as whole words."""
    lower = text.lower()
    return sorted(n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", lower))


def engine_sources() -> Iterator[Path]:
    """Everything that runs or renders: modules, templates, styles; not the dossiers."""
    for file in sorted(ENGINE.rglob("*")):
        if file.suffix in SUFFIXES and DOSSIERS not in file.parents:
            yield file


def imports(module: str) -> Iterator[str]:
    """Every module that a source text imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


# Optional extras, each behind one file of the kernel that nothing imports unasked.
BEHIND_ONE_FILE = (
    ("compiled.py", ("numba",)),
    ("compiled_flips.py", ("numba",)),
    ("compiled_roots.py", ("numba",)),
    ("compiled_rows.py", ("numba",)),
    ("compiled_sweep.py", ("numba",)),
    ("compiled_tally.py", ("numba",)),
    ("compiled_trimfill.py", ("numba",)),
    ("formula.py", ("formulaic", "pandas", "re")),
    ("on_device.py", ("jax", "jax.numpy")),
)


def strangers(module: str) -> list[str]:
    """Imports that the kernel may not have."""
    return sorted(
        {
            name
            for name in imports(module)
            if name not in KERNEL_MAY_IMPORT
            and not name.startswith(("thymos.kernel.", "thymos.tables."))
        }
    )


def test_the_engine_knows_no_compound_by_name():
    names = names_of_compounds(DOSSIERS)
    found = {
        str(file.relative_to(ROOT)): hits
        for file in engine_sources()
        if (hits := [n for n in ALWAYS if n in file.read_text(encoding="utf-8").lower()])
        or (hits := mentions(file.read_text(encoding="utf-8"), names))
    }
    assert found == {}


def test_names_are_gathered_from_the_dossiers(tmp_path: Path):
    folder = tmp_path / "aspirin"
    folder.mkdir()
    (folder / "dossier.yaml").write_text("id: aspirin\n")
    (folder / "identity.yaml").write_text(
        "compounds:\n"
        "- {id: asa, name: Acetylsalicylic acid, role: subject, names: [{text: Ecotrin}]}\n"
        "- {id: warfarin, name: Warfarin, role: related}\n"
    )
    names = names_of_compounds(tmp_path)
    assert names == {"aspirin", "acetylsalicylic acid", "ecotrin"}
    assert mentions("if name == 'Aspirin': ...", names) == ["aspirin"]
    assert mentions("aspirinlike, Warfarin", names) == []


def test_the_kernel_imports_arrays_and_nothing_else():
    modules = sorted((ENGINE / "kernel").glob("**/*.py"))
    assert modules, "the kernel has no modules"
    found = {m.name: bad for m in modules if (bad := strangers(m.read_text(encoding="utf-8")))}
    assert found == {name: list(packages) for name, packages in BEHIND_ONE_FILE}


@pytest.mark.parametrize(
    ("module", "bad"),
    [
        ("import numpy as np\nfrom thymos.kernel.pool import pool", []),
        ("from scipy.special import ndtri", []),
        ("import scipy.stats", ["scipy.stats"]),
        ("def f():\n    import json", ["json"]),
        ("from thymos.errors import Finding", ["thymos.errors"]),
        ("from . import pool", ["."]),
    ],
)
def test_a_stranger_in_the_kernel_is_seen(module: str, bad: list[str]):
    assert strangers(module) == bad


def test_every_file_with_tests_is_collected():
    """A file whose name pytest does not know would pass by never running."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["pytest"]["ini_options"]["python_files"]
    missed = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "tests").rglob("*.py"))
        if re.search(r"^(async )?def test_", file.read_text(encoding="utf-8"), re.MULTILINE)
        and not any(
            fnmatch(file.as_posix() if "/" in p else file.name, f"*/{p}" if "/" in p else p)
            for p in patterns
        )
    ]
    assert missed == []


def test_every_dependency_is_pinned():
    """`pip install -c` says nothing about a package that has no pin."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra in ("dev", "browser"):
        asked += project["optional-dependencies"][extra]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {normal(line) for line in lines if re.fullmatch(r"[\w.-]+==[\w.]+( ;.*)?", line)}
    assert {normal(name) for name in asked} <= pins
    assert all("==" in line or line.startswith("#") for line in lines)


def normal(requirement: str) -> str:
    """The name in a requirement, spelt as registries compare it."""
    name = re.split(r"[=<>;\[ ]", requirement)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
