"""Every word that readers or editors meet in a template, in Python or in a script is marked."""

import ast
import re
from pathlib import Path

import pytest

from tests.language import pseudo
from wellread.language import catalogues

PACKAGE = Path(catalogues.__file__).parents[1]
TAGS = re.compile(
    # A placeholder's own spelling is the same in every language.
    r"<code>.*?</code>|\{% block body_class %\}.*?\{% endblock %\}|"
    r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.DOTALL,
)
# What a program is told by these names somebody reads on a screen.
SHOWN = {
    "label",
    "help_text",
    "verbose_name",
    "verbose_name_plural",
    "heading",
    "labels",
    "help_texts",
    "error_messages",
    "menu_label",
    "submit_button_label",
    "empty_label",
    "short_description",
    "placeholder",
    "page_title",
    "header_title",
}
SAYING = {"ValidationError", "add_error", "success", "error", "info", "warning"}
SAYING |= {"MenuItem", "SubmenuMenuItem", "Button", "Column", "TitleColumn", "moment"}
CHOICES = {"TextChoices", "IntegerChoices"}
# What these are given first is the name of another field or model.
NO_WORDS = {"SearchField", "AutocompleteField", "FilterField", "OneToOneField", "ManyToManyField"}
# The first that these are given is a name, of a field or a column.
NAMING = {"add_error", "moment", "Column", "TitleColumn"}
# Tables that only a program looks at, and what Django itself stores of a permission.
UNSEEN = {"migrations", "demo", "engine"}
WORDS = re.compile(r"[A-Za-z]{2}")
# Text that a script would put on a page by itself.
DRAWN = re.compile(r"""(?:textContent|innerText|title|ariaLabel|placeholder) = ["`]([^"`]+)["`]""")
ELEMENT = re.compile(r"""element\("\w+", \{[^}]*\}, ["`]([^"`]+)["`]\)""")


def templates():
    for file in sorted(PACKAGE.glob("*/templates/**/*.html")):
        yield pytest.param(file, id=file.as_posix().split("/templates/")[1])


@pytest.mark.parametrize("file", list(templates()))
def test_every_word_of_a_template_is_marked(file):
    source = TAGS.sub(" ", file.read_text(encoding="utf-8"))

    assert pseudo.english_in(source) == []


def test_every_label_and_message_in_python_is_marked():
    files = [file for file in sorted(PACKAGE.rglob("*.py")) if UNSEEN.isdisjoint(file.parts)]

    left = {
        file.relative_to(PACKAGE).as_posix(): found
        for file in files
        if (found := unmarked(file.read_text(encoding="utf-8")))
    }

    assert left == {}


def test_no_script_has_words_of_its_own():
    left = {}
    for file in sorted((PACKAGE / "client").rglob("*.js")):
        text = file.read_text(encoding="utf-8")
        left[file.name] = [
            word for each in (DRAWN, ELEMENT) for word in each.findall(text) if WORDS.search(word)
        ]

    assert {name: words for name, words in left.items() if words} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("f = CharField(label='Name')", ["Name"]),
        ("f = CharField(label=for_editors('Name'), help_text=f'At {most} most')", ["At   most"]),
        ("def f(x):\n    raise ValidationError({'name': ['Too long']})", ["Too long"]),
        ("messages.success(request, 'Saved')\nlogger.info('Done well')", ["Saved"]),
        ("class State(TextChoices):\n    ON = 'on', 'Running'", ["Running"]),
        ("class A(AppConfig):\n    verbose_name = 'House ads'", ["House ads"]),
        ("f = CharField(label=_('Name'), help_text='')", []),
        ("raise ValidationError(gettext('At most %s') % most, code='too_long')", []),
    ],
)
def test_what_is_found_unmarked(source, found):
    assert unmarked(source) == found


def unmarked(source):
    """Return the texts of a module that are shown and were not marked for translation."""
    return [text for node in ast.walk(ast.parse(source)) for text in _shown_by(node)]


def _shown_by(node):
    if isinstance(node, ast.keyword) and node.arg in SHOWN:
        yield from _literals(node.value)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in SHOWN:
                yield from _literals(value)
    elif isinstance(node, ast.Call) and _says(node.func):
        for argument in node.args[_name(node.func) in NAMING :]:
            yield from _literals(argument)
    elif isinstance(node, ast.Call) and _name(node.func).endswith("Field") and node.args:
        # Of a model: Django's forms take no words by place, and panels a field's name.
        if isinstance(node.args[0], ast.Constant) and _name(node.func) not in NO_WORDS:
            yield from _literals(node.args[0])
    elif isinstance(node, ast.ClassDef):
        yield from _of_class(node)


def _of_class(node):
    is_choices = any(_name(base) in CHOICES for base in node.bases)
    for one in node.body:
        if not isinstance(one, ast.Assign):
            continue
        if is_choices and isinstance(one.value, ast.Tuple):
            yield from _literals(one.value.elts[1])
        # An application's `label` is its name in tables.
        elif any(
            isinstance(name, ast.Name) and name.id in SHOWN - {"label"} for name in one.targets
        ):
            yield from _literals(one.value)


def _says(function):
    is_engineers = isinstance(function, ast.Attribute) and _name(function.value) == "logger"
    return _name(function) in SAYING and not is_engineers


def _name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _literals(node):
    """Return the texts that an expression is made of, beside those that a call is given."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORDS.search(node.value):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [one.value for one in node.values if isinstance(one, ast.Constant)]
        if WORDS.search(" ".join(parts)):
            yield " ".join(parts)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _literals(value)
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        for value in node.elts:
            yield from _literals(value)
    elif isinstance(node, (ast.BinOp, ast.IfExp, ast.BoolOp)):
        for value in ast.iter_child_nodes(node):
            yield from _literals(value)
