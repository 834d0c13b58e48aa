import json

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict

from tests.engine.cases import part
from tests.engine.invented import NOW, cases, line_ups, pages, views
from tests.engine.test_decision import EMPTY
from tests.engine.test_history import read
from wellread.engine.answering import answer
from wellread.engine.case import parse_case
from wellread.engine.decision import choose
from wellread.engine.history import Limits, Page, count, merge, prune, window
from wellread.engine.line_up import parse_line_up, parse_line_up_text, read_line_up
from wellread.engine.values import Fault, moment, spell

BATCHES = st.lists(st.tuples(line_ups(), cases()), min_size=1, max_size=6)
A_FEW = settings(max_examples=40, deadline=None)


def written(history):
    return [{**asdict(one), "topics": list(one.topics)} for one in history.views.values()]


@A_FEW
@given(BATCHES)
def test_both_languages_give_the_same_answers(javascript, batch):
    requests = [{"do": "answer", "line_up": line_up, "case": case} for line_up, case in batch]

    given_by_both = javascript.ask(requests)

    assert given_by_both == [
        {"fine": json.loads(answer(parse_line_up(line_up), json.dumps(case).encode()))}
        for line_up, case in batch
    ]


@A_FEW
@given(BATCHES)
def test_both_languages_make_the_same_choices(javascript, batch):
    requests = [{"do": "choose", "line_up": line_up, "case": case} for line_up, case in batch]

    chosen = javascript.ask(requests)

    for (line_up, case), one in zip(batch, chosen, strict=True):
        decision = choose(parse_line_up(line_up), parse_case(case))
        assert one["fine"]["article_count"] == decision.article_count
        assert one["fine"]["shown"] == {
            place: shown._asdict() for place, shown in decision.shown.items()
        }
        assert sorted(one["fine"]["held_out"]) == sorted(decision.held_out)


@A_FEW
@given(views(), views(), st.none() | st.sampled_from((1, 30)), st.integers(1, 6))
def test_both_languages_merge_alike(javascript, first, second, days, entries):
    merged = merge(read(first), read(second), NOW, Limits(days, entries))

    given_by_javascript = javascript.fine(
        "merge",
        first=[{**one, "at": moment(one["at"])} for one in first],
        second=[{**one, "at": moment(one["at"])} for one in second],
        now=NOW,
        limits={"days": days, "entries": entries},
    )

    assert given_by_javascript == written(merged)


@A_FEW
@given(views(), pages(), st.sampled_from((1, 7, 30)), st.booleans())
def test_both_languages_count_alike(javascript, history, page, days, is_restricted):
    sections = ["world", "\U00010000"] if is_restricted else []
    within = window(days, frozenset(sections))
    on_screen = Page(**{**page, "topics": tuple(page["topics"])})

    counted = javascript.fine(
        "count",
        views=[{**one, "at": moment(one["at"])} for one in history],
        now=NOW,
        page=page,
        window={"days": days, "sections": sections, "topics": []},
    )

    assert counted == count(prune(read(history), NOW), on_screen, within)


@given(st.integers(0, 253_402_300_799))
def test_both_languages_write_times_alike(javascript, at):
    assert javascript.fine("spell", at=at) == spell(at)


def test_both_languages_merge_as_the_cases_say(javascript):
    for one in part("merges"):
        seconds = {
            side: [{**view, "at": moment(view["at"])} for view in one[side]]
            for side in ("first", "second", "merged")
        }
        now, limits = moment(one["now"]), one["limits"]

        by_javascript = javascript.fine("merge", **{**one, **seconds, "now": now})
        by_python = merge(read(one["first"]), read(one["second"]), now, Limits(**limits))

        assert (one["name"], by_javascript) == (one["name"], seconds["merged"])
        assert (one["name"], written(by_python)) == (one["name"], seconds["merged"])


def test_both_languages_read_the_same_times(javascript):
    times = part("times")

    by_javascript = javascript.ask([{"do": "moment", "text": one["text"]} for one in times])

    texts = [one["text"] for one in times]
    wanted = [one["at"] for one in times]
    found = [one.get("fine") for one in by_javascript]
    assert list(zip(texts, found, strict=True)) == list(zip(texts, wanted, strict=True))
    assert list(zip(texts, map(moment_or_none, texts), strict=True)) == list(
        zip(texts, wanted, strict=True)
    )


def moment_or_none(text):
    try:
        return moment(text)
    except Fault:
        return None


@A_FEW
@given(line_ups(), st.sampled_from(("key", "place", "word", "missing", "variant")), st.data())
def test_both_languages_skip_a_campaign_they_do_not_understand(javascript, document, odd, data):
    for campaign in document["campaigns"]:
        if data.draw(st.booleans()):
            make_odd(campaign, odd)

    read_by_python = read_line_up(document)

    understood = [one.id for one in read_by_python.campaigns]
    assert javascript.fine("campaigns", line_up=document) == understood
    assert javascript.fine("campaigns", line_up=json.dumps(document)) == understood


def make_odd(campaign, odd):
    if odd == "key":
        campaign["audience"]["weather"] = "rain"
    elif odd == "place":
        campaign["placement"] = "ceiling"
    elif odd == "word":
        campaign["cap"]["counts"] = "section"
    elif odd == "missing":
        del campaign["pages"]["sensitive"]
    else:
        campaign["variants"][0]["colour"] = "red"


def test_another_format_is_refused(javascript):
    answers = javascript.ask([{"do": "campaigns", "line_up": {"format": 2, "campaigns": []}}])

    assert answers == [{"fault": "TypeError"}]


def test_of_two_equal_keys_the_last_one_stands(javascript):
    text = json.dumps(EMPTY).replace("{", '{"format": 2, ', 1)

    by_javascript = javascript.fine("campaigns", line_up=text)

    assert by_javascript == [one.id for one in parse_line_up_text(text).campaigns] == []
