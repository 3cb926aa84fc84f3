"""One minute with thymos, narrated: check a page, change a cell, ask the past.

Every line of output below a `$` comes from the command shown. The dossier that is changed is
a copy in a temporary folder.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "src" / "thymos" / "dossiers"

# The one cell that is changed: deaths among the treated in the largest sepsis trial.
STUDY, OUTCOME, CLAIM = "tests", "sepsis-death-28d", "sepsis-death-benefit"
CELL = re.compile(r"(events:\s*)127\b")
FALSE_DEATHS = 87

QUOTE = "In TESTS, 127 of 542 patients given thymosin alpha-1 had died by day 28.\n"


def say(text: str) -> None:
    """A paragraph of narration."""
    print("\n" + textwrap.fill(" ".join(text.split()), 96) + "\n", flush=True)


def thymos(*arguments: str, show: bool = True, keep: int | None = None) -> str:
    """Run a command, show it with its output, and return the output."""
    command = [sys.executable, "-m", "thymos", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE.parent)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)}: {done.stderr}")
    if show:
        print("  $ thymos " + " ".join(arguments))
        lines = done.stdout.rstrip().splitlines()
        shown = lines if keep is None else lines[:keep]
        print("\n".join("    " + line for line in shown))
        if len(shown) < len(lines):
            print(f"    ... ({len(lines) - len(shown)} more lines)")
    return done.stdout


def state(dossier: Path, site: Path, page: Path) -> dict[str, str]:
    """What a reader of the dossier, the site and someone's page is told."""
    pooled = json.loads(
        thymos("pool", OUTCOME, "--dossier", str(dossier), "--format", "json", show=False)
    )
    why = json.loads(
        thymos("why", CLAIM, "--dossier", str(dossier), "--format", "json", show=False)
    )
    flags = json.loads(
        thymos("check", str(page), "--dossier", str(dossier), "--format", "json", show=False)
    )
    thymos("build", str(dossier), "--out", str(site), show=False)
    return {
        "pooled estimate": f"{pooled['measure']} {pooled['display']['text']}",
        "verdict": f"{why['verdict']}: {why['reason']}",
        "the published page": _sentence(site),
        "flags on the quotation": "; ".join(f["reason"] for f in flags["findings"]) or "none",
    }


def _sentence(site: Path) -> str:
    """The front page's own sentence about the claim, as a reader sees it."""
    html = (site / "index.html").read_text("utf-8")
    start = html.index(f'id="{CLAIM}"') if f'id="{CLAIM}"' in html else html.index(CLAIM)
    text = re.sub(r"<[^>]+>", " ", html[start : start + 2500])
    text = text.split(">", 1)[-1]
    return textwrap.shorten(" ".join(text.split()), 180)


def main() -> None:
    """Play the demonstration."""
    name = (SHIPPED / "DEFAULT").read_text("utf-8").strip()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        shutil.copytree(SHIPPED / name, copy)
        _play(Path(folder), copy)


def _play(folder: Path, copy: Path) -> None:
    say("1. Somebody's page. It was written for this demonstration, in a vendor's voice. thymos "
        "reads it against the dossier and says what contradicts the records, what misquotes them, "
        "and what the page leaves out.")  # fmt: skip
    thymos("check", "demo/vendor-page.md")

    say("2. What the records say about one claim, down to the cells and their sources.")
    thymos("why", CLAIM, keep=14)

    quote = folder / "quotation.md"
    quote.write_text(QUOTE, encoding="utf-8")
    before = state(copy, folder / "site", quote)
    study = copy / "studies" / f"{STUDY}.yaml"
    text, changed = CELL.subn(rf"\g<1>{FALSE_DEATHS}", study.read_text("utf-8"), count=1)
    if changed != 1:
        sys.exit(f"{study.name}: the cell to change was not found")
    study.write_text(text, encoding="utf-8")
    say(f"3. In a copy of the dossier, one cell is changed: {FALSE_DEATHS} deaths instead of 127 "
        "among the treated of the largest trial. Everything is computed again. A quotation that "
        "was right before is checked before and after.")  # fmt: skip
    after = state(copy, folder / "site", quote)
    for key, was in before.items():
        print(f"  {key}\n    before: {was}\n    after:  {after[key]}")
    say("The dossier's own lint notices: what the paper prints no longer follows from the cells.")
    found = thymos("lint", str(copy), show=False).splitlines()
    print("\n".join("    " + line for line in found if line.startswith(f"studies/{STUDY}.yaml")))

    say("4. The same question as of a day before that trial was published.")
    thymos("why", CLAIM, "--as-of", "2024-12-31", keep=8)
    say("That is all: records in, everything else computed. Silence is not endorsement.")


if __name__ == "__main__":
    main()
