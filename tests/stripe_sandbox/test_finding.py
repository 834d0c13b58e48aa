"""What is found by an index is what looking at everything finds, and in the same order."""

from hypothesis import given
from hypothesis import strategies as st

from stripe_sandbox.agenda import Agenda, Due
from stripe_sandbox.indexes import fields
from stripe_sandbox.lists import page
from stripe_sandbox.shelf import Shelf
from stripe_sandbox.world import World

IDS = st.sampled_from("abcdefgh")
STEP = st.tuples(IDS, st.sampled_from(["x", "y", None]), st.integers(0, 3))
HISTORY = st.lists(st.one_of(STEP, IDS), max_size=40)


@given(HISTORY, st.sampled_from(["x", "y", None]), IDS, st.integers(0, 5), st.integers(0, 5))
def test_a_shelf_finds_what_looking_at_all_finds(history, owner, near, first, last):
    shelf, everything = Shelf(fields("customer")), {}
    for step in history:
        if isinstance(step, str):
            shelf.remove(step)
            everything.pop(step, None)
        else:
            row = {"id": step[0], "customer": step[1], "created": step[2]}
            shelf.put(step[0], row)
            everything[step[0]] = row

    found = shelf.rows(customer=owner)
    wanted = [row for row in reversed(everything.values()) if row["customer"] == owner]
    ids = list(reversed(everything))

    assert list(found) == wanted
    assert list(shelf.rows()) == list(reversed(everything.values()))
    assert list(found.made_within(first, last)) == [
        row for row in wanted if first <= row["created"] <= last
    ]
    if near in ids:
        older = ids[ids.index(near) + 1 :]
        newer = ids[: ids.index(near)][::-1]
        assert [row["id"] for row in shelf.rows().older_than(near) or ()] == older
        assert [row["id"] for row in shelf.rows().newer_than(near) or ()] == newer
    else:
        assert found.older_than(near) is None


def test_a_page_of_a_list_looks_at_no_more_than_it_shows():
    world, looked_at = World(), []
    for number in range(1000):
        world.put({"id": f"ch_{number}", "object": "charge", "created": number, "customer": "cus"})
    rows = world.rows("charge", customer="cus").where(lambda row: not looked_at.append(row["id"]))
    asked = {"limit": "10", "starting_after": "ch_500", "created": {"lt": "900"}}

    found = page(rows, asked, "/v1/charges")

    assert [row["id"] for row in found["data"]] == [
        f"ch_{number}" for number in range(499, 489, -1)
    ]
    assert found["has_more"] is True
    assert len(looked_at) == 11


PLANS = st.lists(
    st.tuples(IDS, st.sampled_from([None, "clock"]), st.lists(st.integers(0, 9), max_size=3)),
    max_size=30,
)


@given(PLANS)
def test_an_agenda_begins_with_what_comes_first_of_all_that_stands(plans):
    agenda, standing = Agenda(), {}
    for object_id, clock, moments in plans:
        steps = [Due(at, at % 3, print) for at in moments]
        agenda.plan(("kind", object_id), steps, clock=clock, place=(0, -ord(object_id)))
        standing[object_id] = clock, steps
        for own in (None, "clock"):
            left = [step[:2] for of, named in standing.values() if of == own for step in named]
            first = agenda.first(own)
            assert (first[:2] if first else None) == min(left, default=None)


def test_an_agenda_comes_to_its_end():
    agenda, done = Agenda(), []
    for number in (3, 1, 2):
        step = Due(number, 0, print)
        agenda.plan(("kind", str(number)), [step], clock=None, place=(0, 0))

    for _ in range(9):
        step = agenda.first(None)
        if step is None:
            break
        done.append(step.at)
        agenda.plan(("kind", str(step.at)), [], clock=None, place=(0, 0))

    assert done == [1, 2, 3]
