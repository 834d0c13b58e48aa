import re
from pathlib import Path

import allauth
import django
import pytest
import wagtail
from babel.messages.pofile import read_po

from wellread.language import catalogues
from wellread.mail.catalogue import TEMPLATES

LANGUAGES = ["ar", "de", "es", "fr", "he"]
PLURAL_FORMS = {"ar": 6, "de": 2, "es": 3, "fr": 3, "he": 3}
MAIL = Path(catalogues.__file__).parents[1] / "mail"
OF_EMAILS = {
    *(f"mail/{name}.py" for name in ("catalogue", "template")),
    *(f"mail/{file.name}" for file in MAIL.glob("*_email*.py")),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^}]*\}|<[^>]+>|\]\(")


@pytest.fixture(scope="module")
def found():
    return catalogues.gather()


def readers_messages(catalogue):
    return [each for each in catalogue if each.id and not is_staffs(each)]


def is_staffs(message):
    """Whether only editors meet a message; of those of e-mails, labels and meanings."""
    if catalogues.is_for_editors(message):
        return True
    files = {file for file, _ in message.locations}
    return files <= OF_EMAILS and not in_an_email(message.id)


def in_an_email(text):
    said = {str(part) for one in TEMPLATES.values() for part in (one.subject, one.preheader)}
    return text in said | {str(part) for one in TEMPLATES.values() for part in one.body}


def forms(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_there_are_catalogues_of_these_languages():
    assert catalogues.languages() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
class TestEachLanguage:
    def test_has_the_messages_of_the_source_and_no_others(self, language, found):
        kept = catalogues.read(language)

        assert {(m.id, m.context) for m in kept} == {(m.id, m.context) for m in found}

    def test_says_everything_that_readers_meet(self, language):
        messages = readers_messages(catalogues.read(language))

        assert [message.id for message in messages if not all(forms(message))] == []

    def test_has_nothing_that_somebody_should_look_at_again(self, language):
        assert [m.id for m in catalogues.read(language) if m.id and m.fuzzy] == []

    def test_keeps_the_placeholders_and_the_markup(self, language):
        other = []
        for message in catalogues.read(language):
            if not message.id or not all(forms(message)):
                continue
            source = message.id if isinstance(message.id, str) else message.id[1]
            wanted = sorted(set(PLACEHOLDER.findall(source)))
            # A language may spell out one, two and none; the last form is the general one.
            if sorted(set(PLACEHOLDER.findall(forms(message)[-1]))) != wanted:
                other.append(message.id)

        assert other == []

    def test_has_as_many_forms_as_the_language_has_kinds_of_number(self, language):
        catalogue = catalogues.read(language)
        plurals = [m for m in catalogue if m.id and not isinstance(m.id, str)]

        assert catalogue.num_plurals == PLURAL_FORMS[language]
        assert {len(message.string) for message in plurals} == {PLURAL_FORMS[language]}

    def test_is_compiled(self, language):
        compiled = catalogues.FOLDER / language / "LC_MESSAGES" / "django.mo"

        assert compiled.read_bytes() == catalogues.compiled(catalogues.read(language))


def test_no_word_of_ours_takes_the_place_of_another_packages(found):
    """A catalogue of a project goes before those of packages, in their own screens as well."""
    ours = {message.id for message in found if message.id and not message.context}
    theirs = {}
    for package in (wagtail, allauth, django):
        for file in Path(package.__file__).parent.rglob("locale/de/LC_MESSAGES/django.po"):
            with file.open("rb") as text:
                said = {m.id for m in read_po(text) if m.id and not m.context}
            theirs |= dict.fromkeys(ours & said, file.parts[-5])

    assert theirs == {}
