from tests.engine.cases import decisions, part


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
