"""What happened, from two states of a membership; and the signature of Standard Webhooks."""

from datetime import UTC, datetime, timedelta

import pytest

from wellread.integrations import rules
from wellread.integrations.rules import NOTHING_YET, ToldFacts

JULY, AUGUST = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
MEMBER = ToldFacts("active", 800, "USD", "month", 1, 5, "ada@example.com", JULY)


@pytest.mark.parametrize(
    ("before", "changes", "kinds"),
    [
        (NOTHING_YET, {"paid_until": None}, []),
        (NOTHING_YET, {}, ["membership.joined"]),
        (NOTHING_YET, {"status": "ended"}, []),
        (MEMBER, {"paid_until": AUGUST}, ["membership.renewed"]),
        (MEMBER, {"amount_minor": 1200}, ["membership.changed"]),
        (MEMBER, {"email": "ada@elsewhere.example"}, ["membership.changed"]),
        (MEMBER, {"reader": None, "email": ""}, []),
        (MEMBER, {"status": "past_due"}, ["membership.failed"]),
        (MEMBER, {"status": "ending"}, ["membership.cancelled"]),
        (MEMBER._replace(status="past_due"), {"status": "ending"}, ["membership.cancelled"]),
        (MEMBER._replace(status="ending"), {"status": "active"}, ["membership.resumed"]),
        (MEMBER._replace(status="ending"), {"status": "past_due"}, ["membership.resumed"]),
        (MEMBER._replace(status="ending"), {"status": "ended"}, ["membership.ended"]),
        (MEMBER, {"status": "ended"}, ["membership.ended"]),
        (MEMBER._replace(status="past_due"), {"status": "active"}, []),
        (
            MEMBER._replace(status="past_due"),
            {"status": "active", "paid_until": AUGUST},
            ["membership.renewed"],
        ),
        (
            MEMBER,
            {"status": "ending", "amount_minor": 900},
            ["membership.changed", "membership.cancelled"],
        ),
        # Money given back shortens what was paid for; the refund has an event of its own.
        (MEMBER._replace(paid_until=AUGUST), {"paid_until": JULY}, []),
        (MEMBER, {}, []),
        (MEMBER, {"lower_minor": 400}, ["membership.changed"]),
        (MEMBER._replace(lower_minor=400), {"lower_minor": 300}, ["membership.changed"]),
        (MEMBER._replace(lower_minor=400, lower_until=AUGUST), {}, []),
        (MEMBER._replace(trial_ends_at=JULY), {"paid_until": AUGUST}, ["membership.renewed"]),
    ],
)
def test_what_happened_between_two_states(before, changes, kinds):
    assert rules.kinds_of(before, MEMBER._replace(**changes)) == kinds


def test_the_signature_is_the_one_of_the_specification():
    # The example of Standard Webhooks' own libraries.
    said = rules.signatures(
        name="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=1614265330,
        body=b'{"test": 2432232314}',
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )

    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_refused_is_tried_for_three_days_and_no_longer():
    waits = [rules.retry_after(number) for number in range(1, 11)]

    assert waits[-1] is None
    assert timedelta(days=3) < sum(filter(None, waits[:-1]), timedelta()) < timedelta(days=4)
