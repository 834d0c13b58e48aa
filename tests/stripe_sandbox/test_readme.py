"""The README is true: its levers are there, and so is its command."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import stripe

from stripe_sandbox.chaos import Chaos
from stripe_sandbox.server import Sandbox
from tests.stripe_sandbox.world import lever

README = (Path(__file__).parents[2] / "src" / "stripe_sandbox" / "README.md").read_text()


def test_it_names_every_lever_and_no_other(sandbox: Sandbox) -> None:
    named = re.findall(r"^\| `([A-Z]+) (\w+)` \|", README, re.MULTILINE)

    assert named == list(sandbox.levers())


def test_it_names_every_trouble() -> None:
    told = README.partition("Trouble: ")[2].partition("\n")[0]

    assert [one.name for one in fields(Chaos) if f"`{one.name}`" not in told] == ["_rows"]


def test_it_names_every_option() -> None:
    command = Path(sys.executable).with_name("stripe-sandbox")

    told = subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"--[a-z-]+", told)) - {"--help"} == set(
        re.findall(r"^\| `(--[a-z-]+)", README, re.MULTILINE)
    )


@pytest.mark.parametrize("key", ["sk_test_my_sandbox", "sk_test_sandbox_of_ours"])
def test_a_key_that_says_sandbox_is_let_in(sandbox: Sandbox, key: str) -> None:
    client = stripe.StripeClient(key, base_addresses={"api": sandbox.address})

    assert client.v1.customers.list().data == []


@pytest.mark.parametrize("key", ["sk_test_51Habcdefgh", "sk_live_sandbox", "rk_test_sandbox"])
def test_any_other_key_is_refused_and_not_repeated(sandbox: Sandbox, key: str) -> None:
    client = stripe.StripeClient(key, base_addresses={"api": sandbox.address})

    with pytest.raises(stripe.AuthenticationError) as refusal:
        client.v1.customers.list()

    assert key not in str(refusal.value)
    assert key not in str(lever(sandbox, "calls"))
