"""How long a large dossier takes to read, and how much memory: cold, then from the cache.

usage: python benchmarks/load.py [STUDIES]

Writes a dossier of made-up studies (default 10,000, of 1.3 kB each) to a temporary folder
and reads it in a fresh process, first without a cache, then with one. Exit 1 when a limit
is passed: 10 s cold, 3 s warm, 1 GB.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from made_up import BASE, HEAD

COLD_SECONDS = 10.0
WARM_SECONDS = 3.0
PEAK_MB = 1000.0
STUDY_BYTES = 1300

STUDY = """\
id: study-{number}
name: Study {number}
design: randomised trial
blinding: double-blind
control: placebo
population:
  text: Adults with a condition, in the intensive care unit of one hospital
  condition: sepsis
arms:
  - {{id: drug, role: treated, text: the compound, randomised: 181, analysed: 181}}
  - {{id: placebo, role: control, text: placebo, randomised: 180, analysed: 180}}
randomised: 361
isolates: true
registry: [REG{number}]
reports:
  - {{source: paper, role: primary}}
risk_of_bias:
  tool: RoB 2
  overall: some concerns
  reason: Allocation concealment is described, the analysis plan is not published.
results:
  - id: death-28d
    outcome: death-28d
    timepoint: 28 days
    analysis_set: intention to treat
    counts:
      - {{arm: drug, events: 47, n: 181}}
      - {{arm: placebo, events: 63, n: 180}}
    reported:
      - {{statistic: RR, value: 0.74, interval: {{low: 0.54, high: 1.02}}}}
    cites:
      - {{source: paper, locator: Table 2, level: primary}}
note: {note}
"""
CHILD = """
import resource, sys, time
from pathlib import Path
start = time.perf_counter()
from thymos.dossier.read import read
dossier = read(Path(sys.argv[1]))
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(len(dossier.studies), seconds, peak)
"""


def main(arguments: list[str]) -> int:
    """Print a line for each way of reading; 1 when a limit is passed."""
    studies = int(arguments[0]) if arguments else 10_000
    passed = False
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "made-up"
        size = write(root, studies)
        print(f"{studies:,} studies, {size / 1e6:.1f} MB")
        cache = {"THYMOS_CACHE": f"{temporary}/cache"}
        for name, limit, environment in (
            ("cold, cache off", COLD_SECONDS, {"THYMOS_NO_CACHE": "1"}),
            ("cold, cache filled", COLD_SECONDS, cache),
            ("warm", WARM_SECONDS, cache),
        ):
            seconds, peak = measure(root, environment)
            over = seconds > limit or peak > PEAK_MB
            passed = passed or over
            told = f"limits {limit:.0f} s, {PEAK_MB:.0f} MB{', PASSED' if over else ''}"
            print(f"{name:19} {seconds:6.2f} s  {peak:6.0f} MB  ({told})")
    return 1 if passed else 0


def write(root: Path, studies: int) -> int:
    """Write the dossier; its size in bytes."""
    (root / "studies").mkdir(parents=True)
    (root / "dossier.yaml").write_text(HEAD, encoding="utf-8")
    (root / "base.yaml").write_text(BASE, encoding="utf-8")
    size = 0
    for number in range(studies):
        room = STUDY_BYTES - len(STUDY.format(number=number, note=""))
        text = STUDY.format(number=number, note=("made up " * room)[: room - 1] + ".")
        size += (root / "studies" / f"study-{number}.yaml").write_bytes(text.encode())
    return size


def measure(root: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak memory in MB of a fresh process that reads the dossier."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(root)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    _, seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
