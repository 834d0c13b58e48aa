"""A newsroom's own folder: settings, templates, files, words and code that are found before ours.

It is where `wellread.env` lies: the folder that WELLREAD_SITE names, or the one a command is run
in. Python knows it as the package `wellread_site`, whatever the folder is called.
"""

import os
import re
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

import environ

VALUES = "wellread.env"
PACKAGE = "wellread_site"
OURS = "wellread.config.settings"


LINE = re.compile(r"\s*(#.*)?|(export )?[A-Za-z_][A-Za-z0-9_]*=.*")


class SiteFolderFault(Exception):
    """A site folder that is none, or whose values cannot be read; the message says where."""


def site_folder() -> Path | None:
    """Return the site folder, or None where there is none; raises SiteFolderFault."""
    named = os.environ.get("WELLREAD_SITE", "").strip()
    folder = Path(named or ".").expanduser().resolve()
    if (folder / VALUES).is_file():
        return folder
    if named:
        raise SiteFolderFault(
            f"WELLREAD_SITE: {folder} holds no {VALUES}; `wellread new {named}` makes such a folder"
        )
    return None


def choose_settings() -> None:
    """Have Django read the site folder's values and settings, or ours where it has none.

    What the environment says already stands. Processes that are started from here find the same
    folder, wherever they run. Raises SiteFolderFault.
    """
    folder = site_folder()
    if folder is None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", OURS)
        return
    os.environ["WELLREAD_SITE"] = str(folder)
    _read_values(folder)
    _make_package(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", own_module("settings") or OURS)


def own_folders(name: str) -> list[Path]:
    """Return the site folder's folder of this name, as a list that is empty where it has none."""
    folder = site_folder()
    return [folder / name] if folder and (folder / name).is_dir() else []


def own_module(name: str) -> str | None:
    """Return the dotted name of a module of the site folder, or None where it has none."""
    folder = site_folder()
    return f"{PACKAGE}.{name}" if folder and (folder / f"{name}.py").is_file() else None


def _read_values(folder: Path) -> None:
    file = folder / VALUES
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise SiteFolderFault(f"{file}: cannot be read: {fault}") from None
    for number, line in enumerate(lines, start=1):
        # Who reads the file below passes over what it does not understand.
        if not LINE.fullmatch(line):
            raise SiteFolderFault(f'{file}, line {number}: must be NAME="value", got {line!r}')
    said_before = "WELLREAD_VAR" in os.environ
    environ.Env.read_env(file)
    if not said_before and "WELLREAD_VAR" in os.environ:
        # What the folder says is meant from there, wherever a command is run.
        os.environ["WELLREAD_VAR"] = str(folder / os.environ["WELLREAD_VAR"])


def _make_package(folder: Path) -> None:
    if PACKAGE in sys.modules:
        return
    spec = ModuleSpec(PACKAGE, loader=None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[PACKAGE] = module_from_spec(spec)
