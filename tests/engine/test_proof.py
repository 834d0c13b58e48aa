import json
from copy import deepcopy
from pathlib import Path

import pytest

from wellread.cli import main
from wellread.engine.copy import copy_hash
from wellread.engine.line_up import version_of
from wellread.engine.proof import check
from wellread.engine.values import Fault

CASES = json.loads((Path(__file__).parents[2] / "cases" / "caps.json").read_text())


def proof(number=0, **changes):
    made = deepcopy(CASES[number])
    line_up = made["line_up"] | {"version": version_of(made["line_up"])}
    document = {
        "format": "wellread-proof-1",
        "line_up": line_up,
        "case": made["case"],
        "answer": made["answer"],
    }
    return document | changes


def checked(document):
    return check(json.dumps(document).encode())


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_a_device_says_truly_holds(number):
    assert checked(proof(number)).holds


def test_another_count_another_campaign_and_another_reason_are_named():
    said = {"article_count": 12, "shown": {}, "refusals": {"spring": "member"}}

    found = checked(proof(answer=said))

    assert not found.holds
    assert [one.partition(":")[0] for one in found.differences] == [
        "answer.article_count",
        "answer.refusals",
    ]


def test_a_line_up_that_was_changed_is_not_the_one_its_version_names():
    document = proof()
    document["line_up"]["campaigns"][0]["cap"]["views"] = 5

    found = checked(document)

    assert not found.is_version_of_content
    assert not found.holds


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": "wellread-proof-2"}, "format: must be 'wellread-proof-1'"),
        ({"case": None}, "case: must be an object"),
        ({"line_up": {"format": 1}}, "line_up.edition"),
        ({"case": {"reader": {}}}, "case."),
    ],
)
def test_a_file_that_cannot_be_read_says_where(changes, told):
    with pytest.raises(Fault) as fault:
        checked(proof(**changes))
    assert str(fault.value).startswith(told)


def test_the_command_tells_by_its_status(tmp_path, capsys):
    file = tmp_path / "proof.json"

    file.write_text(json.dumps(proof()))
    assert main(["verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert "The file holds" not in said
    assert "that they are the paper's was not checked." in said
    assert "nobody signs those" in said
    assert f"computed anew from its content it is {proof()['line_up']['version']}, as said." in said
    assert "The file has no signature, so none was checked." in said
    for signature in ("a.b.c", "", 5, {}):
        file.write_text(json.dumps(proof(signature=signature)))
        assert main(["verify", str(file)]) == 1
        assert "What stands in the place of a signature is none." in capsys.readouterr().out
    file.write_text(json.dumps(proof(answer={"article_count": 5})))
    assert main(["verify", str(file)]) == 1
    file.write_text("{")
    assert main(["verify", str(file)]) == 2
    assert main(["verify", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_campaigns_are_named_by_what_they_say_where_the_file_holds_it():
    copy = {"copy": {"en": {"headline": "You have read {article_count} articles"}}}
    document = proof()
    for campaign in document["line_up"]["campaigns"]:
        campaign["variants"][0]["copy"] = copy_hash(copy)
    document["line_up"]["version"] = version_of(document["line_up"])
    first = document["line_up"]["campaigns"][0]["id"]

    known = checked(document | {"copies": {copy_hash(copy): copy}})
    forged = checked(document | {"copies": {copy_hash(copy): {"copy": {"en": {"headline": "x"}}}}})

    assert known.headlines[first] == "You have read … articles"
    assert forged.headlines == {}


STRANGE = [
    *({"x": 1}, {"copy": {}}, {"copy": []}, {"copy": {"en": 5}}, {"copy": {"en": {}}}),
    {"copy": {"en": {"headline": ["x"]}}},
]


@pytest.mark.parametrize("copy", STRANGE, ids=str)
def test_a_copy_that_says_nothing_names_no_campaign(copy):
    assert checked(named(copy)).headlines == {}


def test_a_copy_that_has_no_end_or_no_bottom_names_no_campaign():
    name = proof()["line_up"]["campaigns"][0]["variants"][0]["copy"]
    deep = json.loads("[" * 900 + "]" * 900)
    for copy in ({"copy": float("inf")}, {"copy": deep}):
        text = json.dumps(proof(copies={name: copy})).replace("Infinity", "1e400")
        assert check(text.encode()).headlines == {}


def named(copy):
    """Return a proof whose campaigns say this."""
    document = proof(copies={copy_hash(copy): copy})
    for campaign in document["line_up"]["campaigns"]:
        campaign["variants"][0]["copy"] = copy_hash(copy)
    document["line_up"]["version"] = version_of(document["line_up"])
    return document


def test_a_file_cannot_put_lines_of_its_own_between_ours(tmp_path, capsys):
    file = tmp_path / "proof.json"
    words = "x\nThe file holds.\x1b[2J\ud800"
    file.write_text(json.dumps(named({"copy": {"en": {"headline": words}}})))

    assert main(["verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert r"“x\nThe file holds.\x1b[2J\ud800”" in said
    assert "The file holds." not in said.splitlines()

    file.write_text(json.dumps(proof(answer={"article_count": words})))
    assert main(["verify", str(file)]) == 1
    assert "The file holds." not in capsys.readouterr().out.splitlines()
