import json

from tests.engine.cases import decisions, part
from wellread.engine.values import moment


def test_javascript_gives_the_answers_of_every_case(javascript):
    cases = [parameter.values[0] for parameter in decisions()]

    given = javascript.ask(
        [{"do": "answer", "line_up": one["line_up"], "case": one["case"]} for one in cases]
    )

    names = [one["name"] for one in cases]
    wanted = [{"fine": one["answer"]} for one in cases]
    assert list(zip(names, given, strict=True)) == list(zip(names, wanted, strict=True))


def test_javascript_chooses_what_it_explains(javascript):
    cases = [parameter.values[0] for parameter in decisions()]

    given = javascript.ask(
        [{"do": "choose", "line_up": one["line_up"], "case": one["case"]} for one in cases]
    )

    wanted = [(one["answer"]["article_count"], one["answer"]["shown"]) for one in cases]
    assert [(one["fine"]["article_count"], one["fine"]["shown"]) for one in given] == wanted


def test_javascript_draws_the_same_positions(javascript):
    cases = part("positions")

    given = javascript.ask([{"do": "position", **one} for one in cases])

    assert given == [{"fine": one["position"]} for one in cases]


def test_what_javascript_remembers_of_a_page_ends_with_a_campaigns_first_and_last_moment(
    javascript,
):
    [one] = [
        parameter.values[0]
        for parameter in decisions()
        if parameter.values[0]["name"] == "the first one takes the placement"
    ]
    line_up = json.loads(json.dumps(one["line_up"]))
    [campaign, _] = line_up["campaigns"]
    line_up["campaigns"] = [campaign]
    campaign |= {"starts_at": "2026-11-22T10:00:00Z", "ends_at": "2026-11-22T11:00:00Z"}
    start = moment(campaign["starts_at"])

    shown = javascript.fine(
        "choose_at_times",
        line_up=line_up,
        case=one["case"],
        times=[start - 1, start, start + 3599, start + 3600, start - 1],
    )

    assert shown == [[], ["end_of_article"], ["end_of_article"], [], []]


def test_javascript_writes_every_currency_as_the_cases_say(javascript):
    cases = part("money")
    unlisted = {"amounts": [], "written": []}

    by_itself = javascript.ask(
        [{"do": "written", **one, "ask": {**one, **unlisted}} for one in cases]
    )
    as_it_came = javascript.ask([{"do": "written", **one, "ask": one} for one in cases])

    wanted = [{"fine": one["written"]} for one in cases]
    assert by_itself == wanted
    assert as_it_came == wanted
