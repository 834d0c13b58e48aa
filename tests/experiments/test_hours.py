import json

import pytest

from wellread.engine.values import Fault, Moment
from wellread.experiments.hours import LARGEST_LINE_BYTES, Hour, Showing, read_hour

LINE = {
    "at": "2026-11-01T00:00:00Z",
    "variants": {
        "a": {"impressions": 812, "values_minor": [800, 9600]},
        "b": {"impressions": 0, "values_minor": []},
    },
}


def read(change=None, **top):
    document = json.loads(json.dumps({**LINE, **top}))
    document["variants"]["a"] = {**document["variants"]["a"], **(change or {})}
    return read_hour(json.dumps(document).encode())


def test_an_hour_is_read():
    at, shown = Moment(1_793_491_200), Showing(812, (800, 9600))

    assert read() == Hour(at, {"a": shown, "b": Showing(0, ())})


def test_a_refund_is_a_negative_value_and_a_share_may_be_told():
    told = read({"values_minor": [800.0, -800], "share": 0.25}).variants["a"]

    assert told == Showing(812, (800, -800), 0.25)


def test_keys_of_other_programs_are_left_alone():
    assert read({"views": 500}).variants["a"] == Showing(812, (800, 9600))


def test_a_variant_told_twice_in_an_hour_is_a_fault():
    line = b'{"at": "2026-11-01T00:00:00Z", "variants": {"a": %s, "b": %s, "a": %s}}'
    one = b'{"impressions": 1, "values_minor": []}'

    with pytest.raises(Fault, match='must have each key once, got "a" 2 times'):
        read_hour(line % (one, one, one))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"impressions": -1},
            "variants.a.impressions: must be a number of impressions, 0 or more, got -1",
        ),
        ({"impressions": 1.5}, "variants.a.impressions: must be a whole number, got 1.5"),
        ({"impressions": True}, "variants.a.impressions: must be a whole number, got true"),
        (
            {"impressions": 2**53},
            f"variants.a.impressions: must be at most {2**53 - 1}, got {2**53}",
        ),
        ({"values_minor": 800}, "variants.a.values_minor: must be a list, got 800"),
        (
            {"values_minor": [800, "8"]},
            'variants.a.values_minor[1]: must be a whole number, got "8"',
        ),
        ({"share": 1.5}, "variants.a.share: must be a share from 0 to 1, got 1.5"),
    ],
)
def test_a_fault_names_its_key(change, fault):
    with pytest.raises(Fault) as found:
        read(change)

    assert str(found.value) == fault


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"[]", "must be an object, got []"),
        (b"{", "must be JSON: Expecting property name enclosed in double quotes at character 1"),
        (b"{}", "at: is required"),
        (b'{"at": "2026-11-01T00:00:00Z"}', "variants: is required"),
        (
            b'{"at": "2026-11-31T00:00:00Z", "variants": {}}',
            'at: must be a date that exists, got "2026-11-31T00:00:00Z"',
        ),
        (
            b'{"at": "2026-11-01T00:00:00Z", "variants": {}}',
            "variants: must be 1 to 20 variants, got 0",
        ),
        (
            b'{"at": "2026-11-01T00:00:00Z", "variants": {"a b": {}}}',
            'variants["a b"]: must be a variant\'s id, 1 to 64 of A-Z a-z 0-9 . _ -',
        ),
        (
            b'{"at": "2026-11-01T00:00:00Z", "variants": {"a": {"values_minor": []}}}',
            "variants.a.impressions: is required",
        ),
        (b" " * (LARGEST_LINE_BYTES + 1), f"must have at most {LARGEST_LINE_BYTES} bytes"),
    ],
)
def test_a_line_that_is_no_hour_is_refused(line, fault):
    with pytest.raises(Fault) as found:
        read_hour(line)

    assert str(found.value) == fault
