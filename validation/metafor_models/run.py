"""Pin what R's metafor answers on models, intervals and influence.

usage: python validation/metafor_models/run.py

Needs Rscript with the packages metafor and jsonlite; without them it says so and leaves the
pins as they are. Writes tests/rivals/metafor_models.json. An empty diff says that nothing
has moved.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PINS = ROOT / "tests" / "rivals" / "metafor_models.json"
SERIES = ROOT / "validation" / "series.json"


def main() -> int:
    """Run the R script and write its answers."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("metafor: NOT COMPARED, Rscript is not installed; the pins stay as they are")
        return 0
    command = [rscript, "--vanilla", str(HERE / "run.R"), str(SERIES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"metafor: {done.stderr.strip()}", file=sys.stderr)
        return 2
    pins = json.loads(done.stdout)
    PINS.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    sizes = ", ".join(f"{len(pins[key])} {key}" for key in ("series", "regression", "influence"))
    print(f"metafor {pins['version']}, {pins['R']}: {sizes}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
