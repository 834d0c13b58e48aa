"""Where the old site's lists were, and their feeds: each leads on to the list that is ours."""

from wellread.newsroom import actions
from wellread.newsroom.importers.report import Loss, Report
from wellread.newsroom.importers.story import Name
from wellread.newsroom.models import Author, Section, Topic


class OldLists:
    """Gathers the addresses of lists; led on at the end, when it is known what became sections."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._feeds: dict[str, str] = {}
        self._numbers: dict[str, str] = {}

    def add(self, name: Name, target: Author | Topic | Section) -> None:
        """Note where a list was and what it is now; a section is nearer to it than a topic."""
        if not name.old_path:
            return
        self._feeds[name.old_path] = f"{name.old_path}{name.old_feed}"
        self._numbers[name.old_path] = name.old_number
        if isinstance(target, Section):
            self._paths[name.old_path] = f"/{target.slug}/"
        else:
            kind = "author" if isinstance(target, Author) else "topic"
            self._paths.setdefault(name.old_path, f"/{kind}/{target.slug}/")

    def lead_on(self, report: Report) -> None:
        """Lead them on; one that leads elsewhere already goes on doing so, with a line."""
        for old_path, path in self._paths.items():
            if old_path == path:
                continue
            if there := actions.lead_list_on(old_path=old_path, path=path):
                report.note(old_path, Loss("old address leads elsewhere already", there))
            else:
                actions.lead_list_on(old_path=self._feeds[old_path], path=f"{path}feed/")
            number = self._numbers[old_path]
            if number and (there := actions.lead_list_on(old_path=number, path=path)):
                report.note(number, Loss("old address leads elsewhere already", there))
