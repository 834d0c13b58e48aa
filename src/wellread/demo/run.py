"""`make demo`: prepare a site under var/demo, then run web, worker and sandbox together."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from wellread.config import environment
from wellread.config.serving import PortBusy, granian, require_free
from wellread.config.site_folder import own_folders, site_folder
from wellread.demo.supervisor import (
    AlreadyRunning,
    Program,
    Supervisor,
    begin,
    ended_with_us,
    environment_with,
    only_one,
    python,
)

PACKAGE = Path(__file__).resolve().parent.parent
SITE_NAME = "The Saltmere Courier"
# Six times what it takes on a busy machine.
READY_WITHIN_S = 60.0
PREPARED = "prepared.json"
ENGLISH_STORIES = """
  The Courier's stories are English in every language, and marked as that: what the paper itself
  says, its appeals, pages and e-mails, is in yours.
"""
# Our own words, and what the site's jobs would do in the first minutes.
SPEAK = """
from wellread.demo.speaking import speak
speak()
from wellread.appeals.jobs import publish_due
from wellread.newsroom.jobs import redraw_outdated, redraw_standing_pages
from wellread.newsroom.rendering.bodies import outdated
publish_due()
redraw_standing_pages()
while outdated().exists():
    redraw_outdated()
"""
STYLES_AND_SCRIPTS = ("manage", "collectstatic", "--noinput", "-v", "0")

console = Console()


def run(*, port: int, folder: Path, afresh: bool, history: bool = False) -> int:
    """Run the demo until stopped; return the exit status."""
    # Whoever ends us early, by whatever means, ends what we have begun; a shell that starts us
    # beside its other work has told us to overlook Ctrl-C.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    try:
        with only_one(folder):
            require_free("localhost", port, whose="the site")
            require_free("127.0.0.1", port + 1, whose="the sandbox")
            return _run(port, folder, afresh, history)
    except (PortBusy, AlreadyRunning) as fault:
        console.print(f"[red]{fault}[/red]")
        return 1
    except KeyboardInterrupt:
        # What was showing its progress had no time to tidy up.
        console.show_cursor()
        console.print("\nStopped before everything was ready; the next start begins afresh.")
        return 130


def _run(port: int, folder: Path, afresh: bool, history: bool) -> int:
    settings = demo_settings(port, folder)
    if afresh:
        _empty(folder)
    if not (folder / PREPARED).exists():
        prepare(folder, port, settings, history=history)
    elif not is_prepared(folder, port, settings):
        bring_up_to_date(folder, port, settings)
    supervisor = Supervisor(programs(port, folder), settings)
    with ended_with_us(supervisor):
        supervisor.start("web", "sandbox")
        with console.status("Starting the site and the sandbox …"):
            is_up = wait_until_ready(f"http://127.0.0.1:{port}/readyz", unless=supervisor)
        if not is_up and not supervisor.is_stopping:
            console.print(f"[red]The site did not start; see {folder / 'log' / 'web.log'}[/red]")
            return 1
        # Only now: its own start would have slowed the site's.
        supervisor.start("worker")
        _welcome(port, folder, settings, history=history)
        for sentence in supervisor.watch():
            console.print(f"[yellow]{sentence}[/yellow]")
    console.print("\nStopped. Everything is kept in " + str(folder))
    return 0


def demo_settings(port: int, folder: Path) -> dict[str, str]:
    """Return the environment of a demo at this port."""
    return environment_with(
        **_paper(),
        WELLREAD_VAR=str(folder),
        WELLREAD_SITE_URL=f"http://localhost:{port}",
        WELLREAD_HOSTS="127.0.0.1",
        WELLREAD_DEFAULT_COUNTRY="US",
        WELLREAD_DEMO="yes",
        WELLREAD_WEBHOOK_NETWORKS="127.0.0.0/8",
        WELLREAD_FOLLOW_SANDBOX_CLOCK="yes",
        STRIPE_API_ADDRESS=f"http://127.0.0.1:{port + 1}",
        STRIPE_SECRET_KEY=environment.SANDBOX_KEY,
        STRIPE_WEBHOOK_SECRET=environment.SANDBOX_WEBHOOK_SECRET,
        DATABASE_URL="",
        CACHE_URL="",
        EMAIL_URL="",
    )


def _paper() -> dict[str, str]:
    """Return whose paper the demo shows: a site folder's own, or the Courier."""
    if site_folder():
        return {}
    return {
        # A shell or a test run may have another project's settings in it.
        "DJANGO_SETTINGS_MODULE": "wellread.config.settings",
        "WELLREAD_SITE_NAME": SITE_NAME,
        "WELLREAD_TAGLINE": "News of the harbour city, free to read since 1871",
        "WELLREAD_MAIL_FROM": "The Saltmere Courier <readers@courier.example>",
    }


def programs(port: int, folder: Path) -> list[Program]:
    """Return the site, its worker and the sandbox, for this port and the next."""
    log = folder / "log"
    return [
        Program(
            "web",
            python(*granian(host="127.0.0.1", port=port, workers=1, threads=4)),
            log / "web.log",
        ),
        Program("worker", python("-m", "wellread.cli", "work"), log / "worker.log"),
        Program(
            "sandbox",
            python(
                *("-m", "stripe_sandbox", "--port", str(port + 1)),
                *("--state", str(folder / "sandbox.sqlite3")),
                *("--webhook-url", f"http://127.0.0.1:{port}/payments/stripe/webhook/"),
                *("--webhook-secret", environment.SANDBOX_WEBHOOK_SECRET),
                *("--shop-name", SITE_NAME),
            ),
            log / "sandbox.log",
        ),
    ]


def prepare(folder: Path, port: int, settings: dict[str, str], *, history: bool = False) -> None:
    """Make the database, the files and the content of a demo; ends the program on a failure."""
    started = time.monotonic()
    console.print(f"[bold]Preparing the demo[/bold] in {folder} (once)")
    _empty(folder)
    # Styles and scripts are hashed and compressed on one core while the other fills the database.
    with _begun(settings, *STYLES_AND_SCRIPTS) as files, _sandbox(folder, port, settings, history):
        seed = ("seed-demo", *(["--history", "--buying"] if history else []))
        _step("Filling it with Saltmere's news", settings, *seed, quiet=False)
        with console.status("Compressing styles and scripts …"):
            if files.wait():
                sys.exit("wellread: the styles and scripts could not be prepared")
    _remember(folder, port, settings)
    console.print(f"Prepared in {time.monotonic() - started:.0f} s")


def bring_up_to_date(folder: Path, port: int, settings: dict[str, str]) -> None:
    """Change what newer sources or another port ask for; what was read, written and paid stays."""
    before, now = _remembered(folder), _fingerprint(port, settings)
    if before.get("migrations") != now["migrations"]:
        _step("Bringing the database up to date", settings, "manage", "migrate", "-v", "0")
    if before.get("files") != now["files"]:
        _step("Hashing styles and scripts anew", settings, *STYLES_AND_SCRIPTS)
    if before.get("port") != now["port"]:
        move = "from wellread.newsroom.actions import ensure_site; ensure_site()"
        _step("Moving to another port", settings, "manage", "shell", "--no-imports", "-c", move)
    if before.get("language") != now["language"]:
        _step("Speaking another language", settings, "manage", "shell", "--no-imports", "-c", SPEAK)
    _remember(folder, port, settings)


def _step(words: str, settings: dict[str, str], *arguments: str, quiet: bool = True) -> None:
    words_meanwhile = console.status(f"{words} …") if quiet else nullcontext()
    with words_meanwhile, _begun(settings, *arguments) as step:
        status = step.wait()
    if status:
        sys.exit(f"wellread: {words.lower()} failed; RESET=1 starts afresh")
    console.print(f"  [green]✓[/green] {words}")


@contextmanager
def _begun(settings: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of `wellread` beside us, and end it on the way out."""
    process = begin(python("-m", "wellread.cli", *arguments), settings)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


@contextmanager
def _sandbox(
    folder: Path, port: int, settings: dict[str, str], is_needed: bool
) -> Iterator[Supervisor | None]:
    """Run the sandbox meanwhile, where something is to be bought."""
    if not is_needed:
        yield None
        return
    supervisor = Supervisor(programs(port, folder), settings)
    try:
        supervisor.start("sandbox")
        yield supervisor
    finally:
        supervisor.end()


def is_prepared(folder: Path, port: int, settings: dict[str, str]) -> bool:
    """Return whether `prepare` has filled the folder from what sources and settings say now."""
    return _remembered(folder) == _fingerprint(port, settings)


def _remembered(folder: Path) -> dict[str, object]:
    try:
        return dict(json.loads((folder / PREPARED).read_text()))
    except (OSError, ValueError):
        return {}


def _remember(folder: Path, port: int, settings: dict[str, str]) -> None:
    (folder / PREPARED).write_text(json.dumps(_fingerprint(port, settings)))


def _fingerprint(port: int, settings: dict[str, str]) -> dict[str, object]:
    """Return what prepared things depend on: the port in links, the language, our own sources."""
    return {
        "port": port,
        "language": settings.get("WELLREAD_LANGUAGE", "en"),
        "migrations": [
            _digest(PACKAGE, "*/migrations/*.py"),
            *(_digest(folder, "*.py") for folder in own_folders("migrations")),
        ],
        "files": [
            _digest(PACKAGE, "client/**/*"),
            _digest(PACKAGE, "*/static/**/*"),
            *(_digest(folder, "**/*") for folder in own_folders("static")),
        ],
    }


def _digest(folder: Path, pattern: str) -> str:
    sources = hashlib.blake2b(digest_size=16)
    for file in sorted(folder.glob(pattern)):
        if file.is_file() and "__pycache__" not in file.parts:
            sources.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return sources.hexdigest()


def _empty(folder: Path) -> None:
    # First what says that the rest is whole: we may be stopped before all of it is gone.
    (folder / PREPARED).unlink(missing_ok=True)
    for inside in folder.glob("*"):
        if inside.name == "lock":
            continue
        if inside.is_dir():
            shutil.rmtree(inside)
        else:
            inside.unlink()


def wait_until_ready(address: str, *, unless: Supervisor | None = None) -> bool:
    """Wait for a 200 from this address; return False after a minute, or when told to stop."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and not (unless and unless.is_stopping):
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _welcome(port: int, folder: Path, settings: dict[str, str], *, history: bool) -> None:
    key = (folder / "editors-key").read_text().strip()
    site, sandbox = f"http://localhost:{port}", f"http://127.0.0.1:{port + 1}"
    name = escape(settings["WELLREAD_SITE_NAME"])
    member = "who has joined" if history else "who holds a year with our compliments"
    tongue = settings.get("WELLREAD_LANGUAGE", "en")
    stories = "" if tongue.split("-")[0] == "en" else ENGLISH_STORIES
    manager = "\n    manager@courier.example   who pays for a club's seats" if history else ""
    console.print(
        f"""
  [bold]{name}[/bold] is at  {site}
  the payments sandbox is at  {sandbox}/_sandbox/
  e-mails arrive at           {site}/mailbox/
  the editor's way in         {site}/demo/editor/?key={key}
                              (works on this machine only)

  Sign in with a code from the mailbox as
    reader@courier.example    who reads and has not joined
    member@courier.example    {member}{manager}
{stories}
  Ctrl-C ends everything.
""",
        # A link that is broken in two cannot be clicked.
        soft_wrap=True,
    )
