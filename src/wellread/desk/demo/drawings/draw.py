"""Draw every picture of the demo: `python -m wellread.desk.demo.drawings.draw [name …]`.

Needs Debian's Chromium and Playwright from the development group; the site itself needs
only the finished files beside this module.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from wellread.desk.demo.drawings import covers, portraits, scenes
from wellread.desk.demo.drawings.canvas import Canvas

HERE = Path(__file__).parent
MOST_BYTES = 52_000


def main() -> None:
    """Draw the named pictures, or all of them."""
    drawings = {**scenes.drawings(), **portraits.drawings(), **covers.drawings()}
    wanted = sys.argv[1:] or sorted(drawings)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page()
        for name in wanted:
            size = _save(page, drawings[name](), HERE / f"{name}.webp")
            print(f"{name}.webp {size / 1000:.0f} kB")
        browser.close()


def _save(page: Page, canvas: Canvas, file: Path) -> int:
    width, height = canvas.size
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{canvas.svg()}")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for quality in range(84, 20, -6):
        encoded = io.BytesIO()
        picture.save(encoded, "WEBP", quality=quality, method=5)
        if encoded.tell() <= MOST_BYTES:
            break
    file.write_bytes(encoded.getvalue())
    return encoded.tell()


if __name__ == "__main__":
    main()
