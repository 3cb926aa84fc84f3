"""Pin what R's metafor answers for the data sets in tests/published/data.

usage: python validation/metafor/run.py

Needs Rscript with the packages metafor, jsonlite and gsl (Debian: r-base-core, r-cran-metafor,
r-cran-jsonlite, r-cran-gsl); without Rscript it says so and leaves the pins as they are. Writes
metafor.json and metafor_small_studies.json in tests/rivals, which compares thymos with them. An
empty diff says that nothing has moved. Takes about three minutes, most of it selection models.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PINS = ROOT / "tests" / "rivals"
SCRIPTS = (("run.R", "metafor.json"), ("small_studies.R", "metafor_small_studies.json"))
DATA = ROOT / "tests" / "published" / "data"


def main() -> int:
    """Run every R script and write its answers, a line per answer."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("metafor: NOT COMPARED, Rscript is not installed; the pins stay as they are")
        return 0
    return max(pin(rscript, script, PINS / name) for script, name in SCRIPTS)


def pin(rscript: str, script: str, target: Path) -> int:
    """Run one R script and write its answers; 2 when it fails, the pins then stay as they are."""
    command = [rscript, "--vanilla", str(HERE / script), str(DATA), str(HERE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"metafor: {script}: {done.stderr.strip()}", file=sys.stderr)
        return 2
    pins = json.loads(done.stdout)
    target.write_text(lines(pins), encoding="utf-8")
    sizes = ", ".join(f"{len(x)} {name}" for name, x in pins.items() if isinstance(x, list))
    print(f"metafor {pins['version']}, R {pins['R']}: {sizes}")
    return 0


def lines(pins: dict[str, object]) -> str:
    """JSON with one line per answer, so that a diff shows which answer moved."""
    parts = []
    for key, value in pins.items():
        if isinstance(value, list):
            rows = ",\n".join(f"  {json.dumps(row)}" for row in value)
            parts.append(f' "{key}": [\n{rows}\n ]')
        else:
            parts.append(f' "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main())
