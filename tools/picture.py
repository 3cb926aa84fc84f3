"""Take the README's picture of the front page from a freshly built site.

usage: picture.py        needs the browser extra and a Chromium on the path
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

IMAGE = Path(__file__).parents[1] / "docs" / "images" / "front-page.png"
SIZE = (1180, 860)


def main() -> int:
    """Build the default dossier, open its front page, save what a reader sees first."""
    from playwright.sync_api import sync_playwright

    import thymos

    chromium = shutil.which("chromium")
    if chromium is None:
        print("picture.py: needs chromium on the path", file=sys.stderr)
        return 2
    IMAGE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        site = Path(folder) / "site"
        thymos.load().build(site)
        browser = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto((site / "index.html").as_uri())
        page.screenshot(path=IMAGE)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
