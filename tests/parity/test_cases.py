import json

from tests.engine.cases import decisions, part
from tests.engine.documents import LINE_UP, changed
from wellread.engine.case import parse_case
from wellread.engine.decision import choose
from wellread.engine.line_up import parse_line_up
from wellread.engine.values import moment, spell


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
    chosen = [
        choose(parse_line_up(one["line_up"]), parse_case(one["case"])).held_out for one in cases
    ]
    assert [tuple(one["fine"]["held_out"]) for one in given] == chosen


def test_javascript_draws_the_same_positions(javascript):
    cases = part("positions")

    given = javascript.ask([{"do": "position", **one} for one in cases])

    assert given == [{"fine": one["position"]} for one in cases]


def of_one_campaign():
    """Return a line-up whose one campaign asks in the case beside it."""
    [one] = [
        parameter.values[0]
        for parameter in decisions()
        if parameter.values[0]["name"] == "the first one takes the placement"
    ]
    line_up = json.loads(json.dumps(one["line_up"]))
    [campaign, _] = line_up["campaigns"]
    line_up["campaigns"] = [campaign]
    return line_up, one["case"]


def test_what_javascript_remembers_of_a_page_ends_with_a_campaigns_first_and_last_moment(
    javascript,
):
    line_up, case = of_one_campaign()
    [campaign] = line_up["campaigns"]
    campaign |= {"starts_at": "2026-11-22T10:00:00Z", "ends_at": "2026-11-22T11:00:00Z"}
    start = moment(campaign["starts_at"])

    shown = javascript.fine(
        "choose_at_times",
        line_up=line_up,
        case=case,
        times=[start - 1, start, start + 3599, start + 3600, start - 1, start, start - 1],
    )

    asks, keeps_still = ["end_of_article"], []
    assert shown == [keeps_still, asks, asks, keeps_still, keeps_still, asks, keeps_still]


def test_javascript_forgets_what_it_remembered_when_a_clock_is_set_back(javascript):
    line_up, case = of_one_campaign()
    [campaign] = line_up["campaigns"]
    first = moment("2026-11-22T10:00:00Z")

    for edge, times, wanted in (
        ("starts_at", [first, first - 1], [["end_of_article"], []]),
        ("ends_at", [first, first - 1, first], [[], ["end_of_article"], []]),
    ):
        campaign |= {"starts_at": None, "ends_at": None, edge: spell(first)}
        shown = javascript.fine("choose_at_times", line_up=line_up, case=case, times=times)
        assert shown == wanted


def test_javascript_draws_the_same_of_many_variants(javascript):
    [one] = [
        parameter.values[0]
        for parameter in decisions()
        if parameter.values[0]["name"] == "three variants"
    ]
    line_up = json.loads(json.dumps(one["line_up"]))
    [campaign] = line_up["campaigns"]
    shares = {"a": 0.1, "b": 0.2, "c": 0.0, "d": 0.3, "e": 0.4, "f": 0.0}
    campaign["variants"] = [
        {**campaign["variants"][0], "id": name, "share": share} for name, share in shares.items()
    ]
    cases = [{**one["case"], "reader": {**one["case"]["reader"], "seat": n}} for n in range(100)]

    given = javascript.ask([{"do": "choose", "line_up": line_up, "case": each} for each in cases])

    chosen = [choose(parse_line_up(line_up), parse_case(each)).shown for each in cases]
    wanted = [{place: shown._asdict() for place, shown in each.items()} for each in chosen]
    assert [each["fine"]["shown"] for each in given] == wanted
    drawn = {shown["variant"] for each in wanted for shown in each.values()}
    assert drawn == {"a", "b", "d", "e"}


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


def test_javascript_understands_every_key_with_something_in_it(javascript):
    some = {
        "audience.countries": {"only": ["GB"], "except": ["US"]},
        "audience.languages": ["en", "fr"],
        "audience.devices": ["phone"],
        "audience.articles": {"min": 1, "max": 9, "days": 7, "sections": ["a"], "topics": ["b"]},
        "audience.newsletter": "readers",
        "pages.kinds": ["article"],
        "pages.sections": {"only": ["a"], "except": ["b"]},
        "pages.topics": {"any": ["a"], "none": ["b"]},
        "starts_at": "2026-11-22T10:00:00Z",
        "ends_at": "2026-11-23T10:00:00Z",
    }
    line_up = changed(LINE_UP, "silence", {"sections": ["a"], "topics": ["b"]})
    for path, value in some.items():
        line_up = changed(line_up, f"campaigns.0.{path}", value)

    known = [one.id for one in parse_line_up(line_up).campaigns]
    assert javascript.fine("campaigns", line_up=line_up) == known


def test_both_languages_look_back_as_far(javascript):
    for days in (7, 30, 90):
        line_up = changed(LINE_UP, "campaigns.1.audience.articles.days", days)
        longest = parse_line_up(line_up).longest_window_days
        assert javascript.fine("longest_window_days", line_up=line_up) == longest
