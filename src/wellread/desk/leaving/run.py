"""`wellread leave DIR`: everything that another system needs, in one folder."""

import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.progress import track

from wellread.desk.leaving import ghost, media, members, stories, tables, wxr
from wellread.desk.leaving.folder import FolderIsThere, new_folder


def run(target: Path) -> int:
    """Write the folder and say what is in it; return the exit status."""
    try:
        with new_folder(target) as folder:
            told = fill(folder, Console(stderr=True))
    except FolderIsThere as fault:
        print(f"wellread: {fault}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"wellread: {target}: {fault.strerror}. Nothing was written.", file=sys.stderr)
        return 1
    for line in told:
        print(line)
    print(f"{target} has everything; README.md in it says what is what. Only you can read it.")
    return 0


def fill(folder: Path, console: Console | None = None) -> list[str]:
    """Fill a folder; return what was written, in lines for whoever runs it."""

    def shown(steps: Any, words: str, total: int | None = None) -> Any:
        return track(steps, words, total=total, console=console, disable=console is None)

    text = files(__package__).joinpath("about.md").read_text(encoding="utf-8")
    at = datetime.now(UTC)
    (folder / "README.md").write_text(text.replace("{made_at}", f"{at:%Y-%m-%d %H:%M} UTC"))
    told = [f"{members.write(folder)} lines of members and of what else is open"]
    told.append(f"{members.write_groups(folder)} lines of groups and their seats")
    told.append(f"{members.write_consents(folder / 'consents.csv')} agreements to pay")
    kept = folder / "tables"
    kept.mkdir()
    rows = [tables.write(model, kept) for model in shown(tables.kept(), "Tables")]
    told.append(f"{sum(rows)} rows in {len(rows)} tables")
    found = shown(stories.all_of_them(), "WXR", stories.count())
    told.append(f"{wxr.write(found, folder / 'stories.wxr.xml')} stories")
    ghost.write(
        shown(stories.all_of_them(), "Ghost", stories.count()), folder / "stories.ghost.json"
    )
    told.append(f"{media.write_redirects(folder / 'redirects.csv')} addresses that lead on")
    uploads = folder / "media"
    uploads.mkdir()
    copied = [
        (one, media.copy(one, uploads)) for one in shown(media.uploaded(), "Media", media.count())
    ]
    told.append(f"{sum(is_there for _, is_there in copied)} files")
    if lost := [one.file.name for one, is_there in copied if not is_there]:
        told.append(f"Not there any more, and left out: {', '.join(lost)}")
    if settings.EVENTS_URL:
        told.append(
            "Left out: what appeals did, which rests in ClickHouse (EVENTS_URL). To have it in "
            "tables/ too, run `wellread events move --back` first"
        )
    return told
