import pytest
from django.conf.locale import LANG_INFO

from tests.language import pseudo
from wellread.language import client_words


@pytest.fixture(scope="package")
def catalogues(tmp_path_factory):
    """A folder with the words of the language, which takes seconds to gather."""
    folder = tmp_path_factory.mktemp("words")
    pseudo.write(folder)
    return folder


@pytest.fixture
def edition(settings, catalogues, monkeypatch):
    """An edition whose language nobody speaks."""
    known = {"bidi": False, "code": pseudo.CODE, "name": "Wide", "name_local": "Wide"}
    monkeypatch.setitem(LANG_INFO, pseudo.CODE, known)
    settings.LOCALE_PATHS = [catalogues]
    settings.LANGUAGE_CODE = pseudo.CODE
    settings.SITE_NAME, settings.TAGLINE = "Курьер", "Правда"
    client_words.document.cache_clear()
    return settings
