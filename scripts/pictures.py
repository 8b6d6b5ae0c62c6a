"""Makes the pictures of the README anew: runs the main job, opens map and page, looks at them.

Run: ``python scripts/pictures.py [FOLDER]``; with a folder, every picture is kept there.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from gridmap.services.demo import demonstrate
from scripts import screenshots, screenshots_page

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHOSEN = {
    "map-worker-wide-en-light.png": "map-en.png",
    "map-heat-wide-zh-CN-light.png": "map-zh.png",
    "page-map-card-desk-en-light.png": "page-en.png",
    "page-map-card-desk-zh-light.png": "page-zh.png",
}


def take_all(folder: Path) -> None:
    """Take the pictures of the stand-alone map, and the one of the page that the README shows."""
    made = demonstrate(folder / "demo")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=screenshots.CHROMIUM, args=screenshots.FLAGS
        )
        screenshots.take(browser, made.folder / "map.html", folder)
        browser.close()
    screenshots_page.main(made.folder / "gridmap.gpkg", folder, ["map-card"])


def main() -> None:
    """Take the pictures and copy the chosen ones beside the documents."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        folder.mkdir(parents=True, exist_ok=True)
        take_all(folder)
        PICTURES.mkdir(parents=True, exist_ok=True)
        for source, target in CHOSEN.items():
            shutil.copy(folder / source, PICTURES / target)
            print(PICTURES / target)


if __name__ == "__main__":
    main()
