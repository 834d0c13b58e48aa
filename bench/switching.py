"""How soon an editor's word reaches open browsers: `python -m bench.switching`.

Two web processes with nginx and its cache in front, as `deploy/nginx-cache.conf` has it, a browser
on the site's own page and one on another site's that bears our script. A campaign is published,
paused, published again and switched off; printed is when a page view of each knew of it.
"""

import argparse
import getpass
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.embedding import other_site
from bench.pages import open_articles
from bench.site import Web, copied, free_port, set_up
from bench.table import Row, show
from wellread.demo import run as demo

# What docs/howto/revenue.md promises editors.
WITHIN_S = 60
KEY = "bench-switching"
CACHE = Path("deploy/nginx-cache.conf")
NGINX = """
daemon off; user {user}; pid {folder}/pid; error_log {folder}/error.log warn; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {zones}
    upstream wellread {{ {servers} keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
        location / {{ proxy_pass http://wellread; {inside} }}
    }}
}}
"""
# As the page itself asks: by what its browser keeps.
HOLDS = """async (address) =>
    (await (await fetch(address)).json()).campaigns.some(({ id }) => id === "bench-switching")"""
STEPS = (("publish", True), ("pause", False), ("publish", True), ("switch off", False))


def main() -> None:
    """Measure, or be the process in which an editor does something."""
    reading = argparse.ArgumentParser(prog="python -m bench.switching", description=__doc__)
    reading.add_argument("--do", nargs=2, metavar=("FOLDER", "WHAT"), help="do it, and no more")
    asked = reading.parse_args()
    if asked.do:
        _do(Path(asked.do[0]), asked.do[1])
        return
    missing = [name for name in ("nginx", "chromium") if shutil.which(name) is None]
    if missing:
        sys.exit(f"Not on this machine: {', '.join(missing)}. apt-get install {' '.join(missing)}")
    with copied() as folder:
        show(Console(), _rows(folder))


def _rows(folder: Path) -> Iterator[Row]:
    from playwright.sync_api import sync_playwright

    set_up(folder)
    [story, *_] = open_articles()
    with ExitStack() as ending:
        other = ending.enter_context(other_site())
        home = ending.enter_context(_behind_nginx(folder, other))
        browser = ending.enter_context(sync_playwright()).chromium.launch(
            executable_path=shutil.which("chromium")
        )
        ending.callback(browser.close)
        pages = {
            "its own page": f"{home}{story}",
            "another site's": f"{other}/with?{home}",
        }
        readers = {name: browser.new_context().new_page() for name in pages}
        for name, page in readers.items():
            page.goto(pages[name])
        line_up = f"{home}/appeals/line-up.en.json"
        for what, is_held in STEPS:
            _in_a_process(folder, what)
            since, seen = time.monotonic(), dict[str, float]()
            while len(seen) < len(readers) and time.monotonic() - since < 2 * WITHIN_S:
                for name, page in readers.items():
                    # A page view: the browser's own cache stands between it and nginx.
                    page.goto(pages[name])
                    if name not in seen and page.evaluate(HOLDS, line_up) is is_held:
                        seen[name] = time.monotonic() - since
                time.sleep(1)
            for name in readers:
                yield Row(f"{what}, seen on {name}", WITHIN_S, seen.get(name), "s", "not seen")


@contextmanager
def _behind_nginx(folder: Path, other: str) -> Iterator[str]:
    port, ports = free_port(), (free_port(), free_port())
    settings = demo.demo_settings(port, folder) | {"WELLREAD_SITES": other}
    with ExitStack() as ending:
        for each in ports:
            web = Web(folder, each, settings)
            ending.callback(web.end)
            web.wait()
        place = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="wellread-nginx-")))
        place.joinpath("nginx.conf").write_text(_configuration(place, port, ports))
        nginx = subprocess.Popen(
            [str(shutil.which("nginx")), "-p", str(place), "-c", str(place / "nginx.conf")]
        )
        ending.callback(nginx.wait)
        ending.callback(nginx.terminate)
        if not demo.wait_until_ready(f"http://127.0.0.1:{port}/readyz"):
            raise RuntimeError((place / "error.log").read_text())
        yield f"http://localhost:{port}"


def _configuration(place: Path, port: int, ports: tuple[int, int]) -> str:
    """Put the file that we ship, with its snippet, before two processes on free ports."""
    shipped = CACHE.read_text().replace("/var/cache/nginx/wellread", f"{place}/cache")
    snippet = re.findall(r"^#   (proxy_.*)$", shipped, re.M)
    return NGINX.format(
        folder=place,
        # Started by root its workers would be somebody else, who may not write there.
        user=getpass.getuser(),
        port=port,
        zones=shipped,
        servers=" ".join(f"server 127.0.0.1:{one};" for one in ports),
        inside=" ".join(snippet),
    )


def _in_a_process(folder: Path, what: str) -> None:
    subprocess.run([sys.executable, "-m", "bench.switching", "--do", str(folder), what], check=True)


def _do(folder: Path, what: str) -> None:
    set_up(folder)
    from django.utils import timezone

    from wellread.appeals.actions import create_campaign, turn_switch
    from wellread.appeals.models import Campaign

    campaign: Any = Campaign.objects.filter(key=KEY).first()
    match what:
        case "publish" if campaign is None:
            ask = {"currency": "USD", "amounts": "6, 10", "preset": "6", "minimum": "6"}
            said = {"headline": "Read on", "body": "With us.", "asks": [ask]}
            create_campaign(key=KEY, name=KEY, placement="end_of_article", variants=[said])
        case "publish":
            campaign.save_revision().publish()
        case "pause":
            campaign.unpublish()
        case "switch off":
            turn_switch(switch="all", asks=False, by=None, at=timezone.now())
        case _:
            raise ValueError(what)


if __name__ == "__main__":
    main()
