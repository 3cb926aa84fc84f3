"""A multiverse of 100,000 different analyses, and what its parts take, beside R's metafor.

usage: python benchmarks/multiverse.py [RUNS]

The 33 trials of streptokinase (Lau et al. 1992) as odds and risk ratios, three ways with zero
cells, four estimators, three intervals, and twelve made-up reasons to leave studies out. Best of
RUNS (default 5). Ten of the analyses are checked against `kernel.pool`. metafor does a sample of
them one by one, which is multiplied; where R is absent it is left out.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
from os import getloadavg
from pathlib import Path

import numpy as np
from timing import best

from thymos.evidence.multiverse import Reading, assemble, carried, cross, no_effect
from thymos.evidence.multiverse.crossing import Crossed, rows_of
from thymos.evidence.multiverse.declared import Facts
from thymos.evidence.multiverse.dimensions import Choice, Dimension, Material
from thymos.evidence.synthesis import Options
from thymos.kernel import pool
from thymos.kernel.engine import compiled

DATA = Path(__file__).parents[1] / "tests" / "published" / "data" / "lau1992.csv"
SEED, REASONS, WANTED, SECONDS = 20261121, 12, 100_000, 1.0
SETS, SAMPLE = 20, 300
METAFOR = (("REML", "REML"), ("PM", "PM"), ("DL", "DL"), ("CE", "EE"))

R_SCRIPT = """
suppressMessages(library(metafor))
d <- read.csv("{csv}")
one <- function(g) {{
  fit <- tryCatch(rma(y, v, data = g, method = g$method[1], test = g$test[1]),
                  error = function(e) NULL)
  if (is.null(fit)) c(NA, NA, NA) else c(fit$beta, fit$ci.lb, fit$ci.ub)
}}
parts <- split(d, d$analysis)
invisible(one(parts[[1]]))
seconds <- system.time(found <- t(sapply(parts, one)))[["elapsed"]]
cat(seconds, as.character(packageVersion("metafor")), R.version$major, R.version$minor, "\\n")
write.table(cbind(names(parts), found), col.names = FALSE, row.names = FALSE, quote = FALSE)
"""


def material() -> Material:
    """The trials, with reasons that each leave a fifth of them out by chance."""
    with DATA.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    cells = np.array([[float(row[name]) for row in rows] for name in ("ai", "n1i", "ci", "n2i")])
    labels = tuple(f"{row['trial']} {row['year']}" for row in rows)
    rng = np.random.default_rng(SEED)
    everyone = np.ones(len(rows), bool)
    own = []
    for number in range(REASONS):
        choices = Choice("all", "all", "made up"), Choice("some", "some", "made up")
        keep = rng.random(len(rows)) > 0.2
        own.append((Dimension(f"own{number}", f"{number}", choices), np.array([everyone, keep])))
    facts = [Facts(label) for label in labels]
    made = assemble(labels, "OR", Options(), (), [Reading(cells, None)], facts, further=own)
    size = [place for place, one in enumerate(made.selecting) if one.key == "size"]
    kept = tuple(keep for place, keep in enumerate(made.keeps) if place not in size)
    selecting = tuple(one for place, one in enumerate(made.selecting) if place not in size)
    return Material(
        made.labels, made.readings, made.data, selecting, kept, made.estimators, made.tests,
        made.uncrossed, made.level, made.control_risk,
    )  # fmt: skip


def check(crossed: Crossed, chosen: np.ndarray) -> None:
    """Stop where an analysis is not what pooling its studies gives."""
    for analysis in chosen[:10]:
        y, v, method, test = numbers(crossed, int(analysis))
        alone = pool(y, v, method=method, test=test)
        if not np.isclose(alone.p[0], crossed.p[analysis], rtol=1e-8):
            raise SystemExit(f"analysis {analysis} is not what pool says")


def numbers(crossed: Crossed, analysis: int) -> tuple[np.ndarray, np.ndarray, str, str]:
    """Effects, variances, estimator and test of one analysis."""
    made, codes = crossed.material, crossed.codes[analysis]
    readings, selecting = len(made.readings), len(made.selecting)
    data = made.data[int(np.ravel_multi_index(
        codes[:readings], [len(one.choices) for one in made.readings]))]  # fmt: skip
    use = data.included.copy()
    for keep, code in zip(made.keeps, codes[readings : readings + selecting], strict=True):
        use &= keep[code]
    method = made.estimators.choices[codes[-2]].key
    return data.y[use], data.v[use], method, made.tests.choices[codes[-1]].key


def against_metafor(crossed: Crossed, chosen: np.ndarray) -> float | None:
    """Seconds an analysis of R's metafor; None where there is none, or no agreement."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("R is not installed: left out")
        return None
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "analyses.csv"
        with table.open("w", encoding="utf-8") as out:
            out.write("analysis,y,v,method,test\n")
            for analysis in chosen:
                y, v, method, test = numbers(crossed, int(analysis))
                for effect, variance in zip(y, v, strict=True):
                    told = (analysis, float(effect), float(variance), dict(METAFOR)[method], test)
                    out.write(",".join(map(str, told)) + "\n")
        script = R_SCRIPT.format(csv=table.as_posix())
        done = subprocess.run(
            [rscript, "--vanilla", "-e", script], capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        print(f"metafor could not be asked: {done.stderr.strip().splitlines()[-1:]}")
        return None
    first, *rows = done.stdout.strip().splitlines()
    seconds, *versions = first.split()
    print(f"metafor {versions[0]}, R {'.'.join(versions[1:])}: {len(rows)} of the analyses")
    apart = [
        abs(float(low) - crossed_low(crossed, int(name)))
        for name, _, low, _ in (row.split() for row in rows)
        if low != "NA"
    ]
    print(f"limits agree to {max(apart):.1e}; {len(rows) - len(apart)} did not converge there")
    return float(seconds) / len(rows)


def crossed_low(crossed: Crossed, analysis: int) -> float:
    """The lower limit on the scale that was computed."""
    y, v, method, test = numbers(crossed, analysis)
    return float(pool(y, v, method=method, test=test).ci_low[0])


def main(arguments: list[str]) -> None:
    """Time everything and say whether the goal is met."""
    runs = int(arguments[0]) if arguments else 5
    made = material()
    crossed = cross(made)
    print(
        f"NumPy {np.__version__}, load {getloadavg()[0]:.1f}, best of {runs}; {crossed.total:,} "
        f"crossings, {crossed.possible:,} possible, {crossed.analyses:,} different analyses of "
        f"{rows_of(made).data.size:,} sets of studies"
    )
    chosen = np.random.default_rng(SEED).choice(crossed.analyses, SAMPLE, replace=False)
    check(crossed, chosen)
    seconds = best(lambda: cross(made), runs)
    per = seconds / crossed.analyses
    met = "met" if seconds * WANTED / crossed.analyses <= SECONDS else "MISSED"
    print(
        f"crossed, by NumPy       {seconds:8.3f} s, {1e6 * per:6.2f} us an analysis; "
        f"goal {WANTED:,} in {SECONDS:g} s {met}"
    )
    try:
        with compiled():
            faster = best(lambda: cross(made), runs)
        print(f"crossed, compiled       {faster:8.3f} s, {1e6 * faster / crossed.analyses:6.2f} us")
    except ValueError as error:
        print(error)
    print(f"which choice carries it {best(lambda: carried(crossed), runs):8.3f} s")
    work = no_effect(crossed)
    if work is not None:
        simulated = best(lambda: work(0, SETS), 1) / SETS
        print(f"one set without effect  {simulated:8.3f} s, all its analyses")
    theirs = against_metafor(crossed, chosen)
    if theirs is not None:
        print(
            f"metafor                 {theirs * crossed.analyses:8.0f} s at {1e3 * theirs:.2f} ms"
        )
        print(f"ratio {theirs / per:,.0f}")


if __name__ == "__main__":
    main(sys.argv[1:])
