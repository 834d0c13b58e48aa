import re
from pathlib import Path

import allauth
import django
import pytest
import wagtail
from babel.messages.pofile import read_po

from wellread.language import catalogues, email_labels
from wellread.mail.catalogue import TEMPLATES

LANGUAGES = ["ar", "de", "es", "fr", "he"]
PLURAL_FORMS = {"ar": 6, "de": 2, "es": 3, "fr": 3, "he": 3}
MAIL = Path(catalogues.__file__).parents[1] / "mail"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^}]*\}|<[^>]+>|\]\(")


@pytest.fixture(scope="module")
def found():
    return catalogues.gather()


def forms(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_there_are_catalogues_of_these_languages():
    assert catalogues.languages() == LANGUAGES


def test_nothing_that_an_email_says_is_taken_for_its_label():
    labels = email_labels.labels(MAIL)

    for one in TEMPLATES.values():
        assert [
            part for part in (one.subject, one.preheader, *one.body) if str(part) in labels
        ] == []


def test_what_only_editors_read_of_emails_is_known():
    labels = email_labels.labels(MAIL)

    assert "Code to sign in with" in labels
    assert "The network address it was done from." in labels
    assert "Passkey added" in labels


@pytest.mark.parametrize("language", LANGUAGES)
class TestEachLanguage:
    def test_has_the_messages_of_the_source_and_no_others(self, language, found):
        kept = catalogues.read(language)

        assert {(m.id, m.context) for m in kept} == {(m.id, m.context) for m in found}

    def test_says_everything_that_readers_meet(self, language):
        assert catalogues.missing(catalogues.read(language)) == []

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
