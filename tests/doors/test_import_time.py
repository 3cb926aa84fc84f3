"""Starting the program is cheap: what is not needed is not imported."""

import subprocess
import sys
from time import perf_counter

HEAVY = ("jinja2", "numpy", "pydantic", "scipy", "yaml")
NEVER = ("scipy.stats", "scipy.optimize")

# It takes about 0.05 s (benchmarks/start_time.py); this only guards against heavy imports.
HELP_SECONDS = 3.0

LOADED = "import sys; print(*(m for m in {wanted!r} if m in sys.modules))"
# All but what runs on a graphics card, whose extra is not for everybody.
WALK = """
import importlib, pkgutil, thymos
for module in pkgutil.walk_packages(thymos.__path__, "thymos."):
    if not module.name.endswith(("__main__", "on_device")):
        importlib.import_module(module.name)
"""
HELP = """
from thymos.cli import main
try:
    main(["--help"], prog_name="thymos")
except SystemExit as stop:
    assert stop.code in (0, None), stop.code
"""


def loaded_after(program: str, wanted: tuple[str, ...]) -> list[str]:
    """Which of the modules a fresh interpreter has imported after a program."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{program}\n{LOADED.format(wanted=wanted)}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


def test_importing_thymos_imports_nothing_heavy():
    assert loaded_after("import thymos", HEAVY) == []


def test_help_imports_nothing_heavy():
    assert loaded_after(HELP, HEAVY) == []


def test_no_module_imports_the_slow_parts_of_scipy():
    assert loaded_after(WALK, NEVER) == []


def test_a_heavy_import_would_be_seen():
    assert loaded_after("import yaml", HEAVY) == ["yaml"]


def test_help_is_fast():
    command = [sys.executable, "-m", "thymos", "--help"]
    assert min(seconds(command) for _ in range(5)) < HELP_SECONDS


def seconds(command: list[str]) -> float:
    """Wall time of one run of a command."""
    start = perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return perf_counter() - start
