"""Pin what the packages of R answer, one script of R after the other.

usage: python validation/run.py [WORD]

Runs the scripts whose path holds WORD, else all of SCRIPTS, and writes their answers into
tests/rivals, which compares thymos with them. Needs Rscript and the packages of R named in the
README beside each script; where something is missing it says so and leaves the pins as they are.
An empty diff says that nothing has moved. All of it takes about eight minutes.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINS = HERE.parent / "tests" / "rivals"
DATA = HERE.parent / "tests" / "published" / "data"
SERIES = HERE / "series.json"
PUBLISHED = (DATA, HERE / "metafor")
# The script, its pins, what it is given.
SCRIPTS: tuple[tuple[str, str, tuple[Path, ...]], ...] = (
    ("metafor/run.R", "metafor.json", PUBLISHED),
    ("metafor/models.R", "metafor_models.json", PUBLISHED),
    ("metafor/regression.R", "metafor_regression.json", PUBLISHED),
    ("metafor/counts.R", "metafor_counts.json", PUBLISHED),
    ("metafor/studies.R", "metafor_studies.json", PUBLISHED),
    ("metafor/wrong.R", "metafor_wrong.json", PUBLISHED),
    ("metafor/influence.R", "metafor_influence.json", (SERIES,)),
    ("metafor/fragility.R", "metafor_fragility.json", (SERIES,)),
    ("metafor/small_studies.R", "metafor_small_studies.json", PUBLISHED),
    ("bayesmeta/run.R", "bayesmeta.json", (SERIES,)),
    ("ldbounds/run.R", "ldbounds.json", ()),
)
MISSING = "there is no package called"


def main(words: list[str]) -> int:
    """Run every script that was asked for; 2 when one fails."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("R: NOT COMPARED, Rscript is not installed; the pins stay as they are")
        return 0
    chosen = [row for row in SCRIPTS if not words or any(word in row[0] for word in words)]
    if not chosen:
        print(f"validation: no script matches {' '.join(words)}", file=sys.stderr)
        return 2
    return max(pin(rscript, *row) for row in chosen)


def pin(rscript: str, script: str, name: str, given: tuple[Path, ...]) -> int:
    """Run one script of R and write its answers; 2 when it fails, the pins staying as they are."""
    command = [rscript, "--vanilla", str(HERE / script), *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if MISSING in done.stderr:
        print(f"{script}: NOT COMPARED, an R package is missing; the pins stay as they are")
        return 0
    if done.returncode != 0:
        print(f"{script}: {done.stderr.strip()}", file=sys.stderr)
        return 2
    pins = json.loads(done.stdout)
    (PINS / name).write_text(lines(pins), encoding="utf-8")
    sizes = ", ".join(f"{len(x)} {key}" for key, x in pins.items() if isinstance(x, list))
    print(f"{script}: {pins.get('rival', script)} {pins['version']}, R {pins['R']}: {sizes}")
    return 0


def lines(pins: dict[str, object]) -> str:
    """JSON with one line per answer, so that a diff shows which answer moved."""
    parts = []
    for key, value in pins.items():
        if isinstance(value, list):
            rows = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in value)
            parts.append(f' "{key}": [\n{rows}\n ]')
        else:
            parts.append(f' "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
