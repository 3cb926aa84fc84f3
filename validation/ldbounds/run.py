"""Pin what R's ldbounds answers on spending boundaries.

usage: python validation/ldbounds/run.py

Needs Rscript with the packages ldbounds and jsonlite; without them it says so and leaves the
pins as they are. Writes tests/rivals/ldbounds.json. An empty diff says that nothing has moved.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PINS = ROOT / "tests" / "rivals" / "ldbounds.json"
MISSING = "there is no package called"


def main() -> int:
    """Run the R script and write its answers."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("ldbounds: NOT COMPARED, Rscript is not installed; the pins stay as they are")
        return 0
    command = [rscript, "--vanilla", str(HERE / "run.R")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if MISSING in done.stderr:
        print("ldbounds: NOT COMPARED, an R package is missing; the pins stay as they are")
        return 0
    if done.returncode != 0:
        print(f"ldbounds: {done.stderr.strip()}", file=sys.stderr)
        return 2
    pins = json.loads(done.stdout)
    PINS.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    print(f"ldbounds {pins['version']}, {pins['R']}: {len(pins['answers'])} answers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
