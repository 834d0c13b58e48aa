"""The page on which anybody checks a saved file: what it says of a true one, and of others."""

import json
from collections import defaultdict
from copy import deepcopy
from pathlib import Path

import pytest
from django.template import Context, Template

from tests.client.paper import campaign
from tests.engine.test_proof import CASES, proof
from wellread.embedding import tokens
from wellread.engine.case import parse_case
from wellread.engine.decision import explain
from wellread.engine.line_up import parse_line_up, version_of
from wellread.engine.proof import LARGEST_BYTES
from wellread.engine.refusal import Refusal
from wellread.engine.values import plain

TEMPLATES = Path(__file__).parents[2] / "src/wellread/newsroom/templates/newsroom"
SAME = "Computed anew, the answer is the same."
OTHER = "Computed anew, the answer is another one than the file says."
OURS = "The rules are this paper's: those of version "
FOREIGN = "The file does not hold: its rules are not this paper's."
UNCHECKED = "Whether the rules are this paper's could not be checked. Please try again later."
NAMED = "The name of their version was computed anew from them, and"
NO_FILE = "This is no such file."


def html():
    """Return what the page itself is; its frame would be read from a database."""
    source = (TEMPLATES / "verify.html").read_text()
    main = source.partition("{% block main %}")[2].partition("{% endblock %}")[0]
    script = '<script type="module" src="/static/appeals/verify.js"></script>'
    return f"<!doctype html><html lang=en>{script}{Template(main).render(Context())}</html>"


@pytest.fixture
def page(device, paper):
    # Campaigns of the cases say nothing: their short names stand for them.
    paper.copies = defaultdict(dict, paper.copies)
    page = device.new_page()
    body = html()
    page.route(
        "**/appeals/verify/", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    page.goto("/appeals/verify/")
    return page


def told(page, document):
    """Choose a file that holds this; return what the page says of it, line by line."""
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    page.evaluate("document.getElementById('verified').replaceChildren()")
    page.set_input_files(
        "#proof", {"name": "p.json", "mimeType": "application/json", "buffer": text}
    )
    page.locator("#verified p").first.wait_for()
    return page.locator("#verified").inner_text().split("\n")


def publish(page, line_up):
    """Give this at the address of a version, as the paper that made it does."""
    body = json.dumps(line_up)
    page.route("**/appeals/line-up.*", lambda route: route.fulfill(body=body))


def answer_by(page, status):
    """Have the address of a version answer so; a true one would be an error in the console."""
    page.evaluate(f"window.fetch = async () => new Response('', {{ status: {status} }})")


def saved(paper):
    """Return what a reader's device saves under the rules that this paper has published."""
    paper.campaigns = [campaign("letter", "overlay"), campaign("panel", "end_of_article")]
    paper.version = version_of(paper.line_up())
    case = deepcopy(CASES[0]["case"])
    found = explain(parse_line_up(paper.line_up()), parse_case(case))
    shown = {place: asks._asdict() for place, asks in found.shown.items()}
    refusals = {name: str(reason) for name, reason in found.refusals.items()}
    answer = {"article_count": found.article_count, "shown": shown, "refusals": refusals}
    return proof(case=case, line_up=deepcopy(paper.line_up()), answer=answer)


def test_true_files_are_computed_to_the_same(page):
    for number in range(len(CASES)):
        document = proof(number)
        page.unroute("**/appeals/line-up.*")
        publish(page, document["line_up"])

        said = told(page, document)

        count = document["answer"]["article_count"]
        counted = f"Stories counted in the past 30 days: {'–' if count is None else count}."
        assert (said[0], counted in said) == (SAME, True), CASES[number]["name"]


def test_what_each_campaign_does_is_said_and_that_the_rules_are_the_papers(page, paper):
    document = saved(paper)

    words = page.locator("#verified").evaluate("(told) => ({ ...told.dataset })")

    said = told(page, document)

    for name, does in document["answer"]["refusals"].items():
        assert said[said.index(f"You have read … articles ({name})") + 1] == words[does]
    version = document["line_up"]["version"]
    assert said[0] == SAME
    assert said[-1] == f"{OURS}{version}, which stays at its address for ever."
    assert (
        f"The name of their version was computed anew from them, and is right: {version}." in said
    )
    assert "The file has no signature, so none was checked." in said
    assert any(line.startswith("Which stories were read, and what else") for line in said)
    # The file is sent nowhere: what was asked for names its rules alone.
    asked = {path for path in paper.requests if not path.startswith("/static/")}
    copy = paper.campaigns[0]["variants"][0]["copy"]
    assert asked == {f"/appeals/line-up.en.{version}.json", f"/appeals/copy.{copy}.json"}
    assert (paper.notes, paper.kept) == ([], [])


def test_every_refusal_has_words_for_readers(page):
    words = page.locator("#verified").evaluate("(told) => ({ ...told.dataset })")

    assert [str(one) for one in Refusal if not words.get(str(one), "").endswith(".")] == []


def test_a_number_that_was_changed_is_found_out(page):
    document = proof()
    document["answer"]["article_count"] += 1

    assert told(page, document)[0] == OTHER


def test_a_story_that_was_added_is_found_out(page):
    document = proof()
    at = document["case"]["now"]
    story = {"article": "added", "at": at, "section": None, "topics": []}
    document["case"]["reader"]["history"] = [*document["case"]["reader"]["history"], story]

    assert told(page, document)[0] == OTHER


def test_rules_that_were_changed_in_the_file_are_not_the_papers(page, paper):
    document = saved(paper)
    document["line_up"]["campaigns"][0]["audience"]["articles"]["min"] -= 1

    said = told(page, document)

    assert said[0] == FOREIGN
    assert SAME not in said


def test_rules_of_another_paper_are_not_this_papers(page, paper):
    document = saved(paper)
    answer_by(page, 404)

    assert told(page, document)[0] == FOREIGN


@pytest.mark.parametrize("status", [200, 503])
def test_rules_of_a_paper_that_cannot_be_asked_could_not_be_checked(page, paper, status):
    document = saved(paper)
    answer_by(page, status)

    said = told(page, document)

    assert said[0] == UNCHECKED
    assert SAME not in said


@pytest.mark.parametrize("signed_for", ["its version", "another version", "a forger's own"])
def test_a_signature_is_held_against_the_papers_keys(page, paper, signed_for):
    document = saved(paper)
    version = document["line_up"]["version"]
    said = {"edition": "en", "version": "0000" if signed_for == "another version" else version}
    token = tokens.sign(said)
    if signed_for == "a forger's own":
        head, body, _ = token.split(".")
        token = ".".join([head, body, tokens.sign(said | {"iss": "x"}).split(".")[2]])
    keys = json.dumps(tokens.public_keys())
    page.route("**/.well-known/jwks.json", lambda route: route.fulfill(body=keys))

    verdict = told(page, document | {"signature": token})

    is_true = signed_for == "its version"
    assert verdict[0] == (SAME if is_true else FOREIGN)
    assert f"The signature is {'' if is_true else 'not '}this paper's." in verdict


def test_a_signature_whose_key_is_gone_is_said_not_to_be_checked(page, paper):
    document = saved(paper)
    token = tokens.sign({"edition": "en", "version": document["line_up"]["version"]})
    page.route("**/.well-known/jwks.json", lambda route: route.fulfill(json={"keys": []}))

    said = told(page, document | {"signature": token})

    assert said[0] == SAME
    assert "The signature could not be checked: its key is published no more." in said


def test_a_version_that_names_other_rules_is_found_out(page, paper):
    document = saved(paper)
    # The paper's own address says the same: it is the content that tells.
    paper.campaigns[0]["cap"]["views"] += 1
    document["line_up"] = deepcopy(paper.line_up())

    said = told(page, document)

    assert said[0] != SAME
    assert f"{NAMED} is another one." in said


SPELLED = [
    {"é": "ü\u2028\x7f😀", "Z": [1, 0.5, 0.00005, 1e-7, 0.0001, 1.0], "a": None, "😀": True},
    {"\uffff": 1, "\U00010000": '\t\n"\\/'},
]


@pytest.mark.parametrize("content", SPELLED)
def test_content_is_spelled_in_the_browser_as_on_the_server(page, content):
    spelled = page.evaluate(
        """async (text) => {
            const { canonical } = await import("/static/appeals/published.js")
            return canonical(JSON.parse(text))
        }""",
        json.dumps(content),
    )

    canonical = json.dumps(plain(content), sort_keys=True, separators=(",", ":"))
    assert spelled == canonical


@pytest.mark.parametrize("signature", ["x", "", 5, {}, False])
def test_a_signature_that_is_none_is_not_the_papers(page, paper, signature):
    said = told(page, saved(paper) | {"signature": signature})

    assert said[0] == FOREIGN
    assert "The signature is not this paper's." in said


@pytest.mark.parametrize(
    "document",
    [
        proof(format="wellread-proof-2"),
        proof(line_up=CASES[0]["line_up"] | {"version": "9f2c41d07a", "format": 2}),
        proof(case=None),
        proof(case={"reader": {}}),
        [],
        b"{",
        b"",
        json.dumps(proof()).encode()[:-20],
        json.dumps(proof(copies=float("nan"))).encode(),
        b"[" * 100_000 + b"]" * 100_000,
        json.dumps(proof()).encode() + b" " * LARGEST_BYTES,
    ],
    ids=[
        *("later format", "later line-up", "no case", "half a case", "list", "brace", "empty"),
        *("cut", "NaN", "deep", "large"),
    ],
)
def test_what_this_page_does_not_know_is_no_such_file(page, document):
    assert told(page, document) == [NO_FILE]
