import urllib.error
import urllib.request

import pytest
import stripe

from stripe_sandbox.server import Sandbox
from tests.stripe_sandbox.world import KEY, lever

CALLS = 40


def outcomes(sandbox, calls=CALLS):
    """Make as many customers as that, without trying any again: how each call ended."""
    impatient = stripe.StripeClient(
        KEY, base_addresses={"api": sandbox.address}, max_network_retries=0
    )
    ended = []
    for number in range(calls):
        try:
            impatient.v1.customers.create({"name": str(number)})
            ended.append("done")
        except stripe.APIConnectionError:
            ended.append("silence")
        except stripe.APIError:
            ended.append("error")
    return ended


def made(client):
    return len(list(client.v1.customers.list({"limit": 100}).auto_paging_iter()))


@pytest.mark.parametrize(
    ("trouble", "told", "share_made"),
    [
        ("error_before", "error", 0),
        ("error_after_commit", "error", 1),
        ("timeout_after_commit", "silence", 1),
    ],
)
def test_calls_fail_by_chance_before_or_after_their_work(
    sandbox, client, trouble, told, share_made
):
    lever(sandbox, "chaos", {trouble: 0.5})

    ended = outcomes(sandbox)
    lever(sandbox, "chaos", {"reset": True})

    failed = ended.count(told)
    assert set(ended) == {"done", told}
    assert 0.25 * CALLS < failed < 0.75 * CALLS
    assert made(client) == CALLS - failed + share_made * failed


def test_the_same_seed_brings_the_same_trouble(sandbox):
    trouble = {"error_before": 0.3, "timeout_after_commit": 0.2}

    rounds = []
    for seed in (11, 11, 12):
        lever(sandbox, "chaos", {**trouble, "seed": seed})
        rounds.append(outcomes(sandbox))

    assert rounds[0] == rounds[1] != rounds[2]


def test_trouble_with_deliveries_moves_no_other_draw(sandbox):
    rounds = []
    for more in ({}, {"duplicate": 0.5, "drop": 0.5}):
        lever(sandbox, "chaos", {"reset": True, "error_before": 0.3, "seed": 5, **more})
        rounds.append(outcomes(sandbox))

    assert rounds[0] == rounds[1]


def test_a_share_of_events_comes_twice_and_another_never(sandbox, receiver):
    counts = []
    for trouble in ({"duplicate": 0.5}, {"duplicate": 1.5}, {"drop": 0.5}):
        receiver.letters.clear()
        lever(sandbox, "chaos", {"reset": True, "seed": 3, **trouble})
        outcomes(sandbox)
        assert sandbox.drain()
        counts.append(len(receiver.letters) / CALLS)

    assert 1.25 < counts[0] < 1.75
    assert 2.25 < counts[1] < 2.75
    assert 0.25 < counts[2] < 0.75


def test_a_patient_client_makes_one_of_each_under_all_of_it(sandbox, client):
    lever(
        sandbox,
        "chaos",
        {"error_before": 0.2, "error_after_commit": 0.2, "timeout_after_commit": 0.2},
    )
    patient = stripe.StripeClient(
        KEY, base_addresses={"api": sandbox.address}, max_network_retries=25
    )
    for number in range(10):
        patient.v1.customers.create({"name": str(number)})
    lever(sandbox, "chaos", {"reset": True})

    assert made(client) == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"drop": 1.5},
        {"drop": -1},
        {"error_before": 2},
        {"error_before": "often"},
        {"duplicate": -1},
        {"duplicate": True},
        {"seed": 1.5},
        {"delay": 3},
    ],
)
def test_trouble_that_cannot_be_is_refused_and_changes_nothing(sandbox, wrong):
    before = lever(sandbox, "chaos")

    with pytest.raises(urllib.error.HTTPError, match="400"):
        lever(sandbox, "chaos", {"shuffle": True, **wrong})

    assert lever(sandbox, "chaos") == before


def test_the_seed_of_the_start_is_the_one_that_is_drawn_from():
    rounds = []
    for seed in (21, 21, 22):
        with Sandbox(seed=seed) as sandbox:
            lever(sandbox, "chaos", {"error_before": 0.5})
            rounds.append(outcomes(sandbox, 20))

    assert rounds[0] == rounds[1] != rounds[2]


@pytest.mark.parametrize(("host", "status"), [("10.1.2.3", 200), ("evil.example", 403)])
def test_who_listens_everywhere_is_reached_by_addresses_and_by_no_foreign_name(host, status):
    with Sandbox(host="0.0.0.0") as sandbox:
        port = sandbox.address.rpartition(":")[2]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/_sandbox/health", headers={"Host": f"{host}:{port}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                told = answer.status
        except urllib.error.HTTPError as refused:
            refused.close()
            told = refused.code

    assert told == status
