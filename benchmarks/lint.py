"""How long lint takes over a large dossier, rule by rule, once it has been read.

usage: python benchmarks/lint.py [STUDIES]

Writes a dossier of made-up trials (default 2,000) with random counts and, beside them,
percentages, P and a risk ratio rounded as papers do; every tenth P is wrong. Prints the
findings and the seconds of each rule. Exit 1 when all rules together pass 5 s, or when lint
finds another number of wrong P values than was put in.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

from made_up import BASE, HEAD

from thymos.checks import RULES, run
from thymos.dossier.read import read
from thymos.kernel.alternatives import intervals, two_sided_tests

LIMIT_SECONDS = 5.0
WRONG_EACH = 10
STUDY = """\
id: study-{number}
name: Study {number}
design: randomised trial
blinding: double-blind
control: placebo
population: {{text: Adults, condition: sepsis}}
arms:
  - {{id: drug, role: treated, text: the compound, randomised: {n1}}}
  - {{id: placebo, role: control, text: placebo, randomised: {n2}}}
isolates: true
reports:
  - {{source: paper, role: primary}}
risk_of_bias: {{tool: none, overall: not assessable, reason: Made up.}}
results:
  - id: death-28d
    outcome: death-28d
    timepoint: 28 days
    analysis_set: intention to treat
    counts:
      - {{arm: drug, events: {a}, n: {n1}}}
      - {{arm: placebo, events: {c}, n: {n2}}}
    reported:
      - {{statistic: percent, value: {drug:.1f}, arm: drug}}
      - {{statistic: percent, value: {placebo:.1f}, arm: placebo}}
      - {{statistic: p, value: {p:.3f}, test: chi-square}}
      - {{statistic: RR, value: {rr:.2f}, interval: {{low: {low:.2f}, high: {high:.2f}}}}}
    cites:
      - {{source: paper, level: primary}}
"""


def main(arguments: list[str]) -> int:
    """Print a line for each rule; 1 when the limit is passed or a wrong P is missed."""
    studies = int(arguments[0]) if arguments else 2000
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        wrong = write(root, studies)
        dossier = read(root, cache=False)
        run(dossier)  # composes the files in which something was found
        total = 0.0
        found = 0
        for rule in RULES:
            start = time.perf_counter()
            findings = list(rule(dossier))
            seconds = time.perf_counter() - start
            total += seconds
            found += sum(f.rule == "reported-p" and f.severity == "error" for f in findings)
            print(f"{rule.__name__:20} {seconds:7.3f} s  {len(findings):5} findings")
    over = total > LIMIT_SECONDS
    print(f"{studies:,} studies: {total:.2f} s (limit {LIMIT_SECONDS:.0f} s{', PASSED' * over})")
    print(f"wrong P values: {wrong} put in, {found} found")
    return 1 if over or found != wrong else 0


def write(root: Path, studies: int) -> int:
    """Write the dossier; how many wrong P values it has."""
    draw = random.Random(20_260_101)
    (root / "studies").mkdir()
    (root / "dossier.yaml").write_text(HEAD, encoding="utf-8")
    (root / "base.yaml").write_text(BASE, encoding="utf-8")
    for number in range(studies):
        n1, n2 = draw.randint(30, 600), draw.randint(30, 600)
        a, c = draw.randint(n1 // 10, n1 // 2), draw.randint(n2 // 10, n2 // 2)
        p = dict(two_sided_tests(a, n1, c, n2))["chi-square"]
        if number % WRONG_EACH == 0:
            p = 0.9 if p < 0.5 else 0.01
        _, rr, low, high = next(intervals("RR", a, n1, c, n2))
        text = STUDY.format(
            number=number, a=a, n1=n1, c=c, n2=n2, p=p, rr=rr, low=low, high=high,
            drug=100 * a / n1, placebo=100 * c / n2,
        )  # fmt: skip
        (root / "studies" / f"study-{number}.yaml").write_text(text, encoding="utf-8")
    return len(range(0, studies, WRONG_EACH))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
