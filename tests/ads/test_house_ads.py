from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from wellread.ads.actions import create_house_ad, turn_over
from wellread.ads.models import HouseAd
from wellread.ads.queries import fills
from wellread.ads.rules import turn

TODAY = date(2026, 11, 22)
# Wagtail leaves the temporary files of its renditions to the garbage collector.
makes_renditions = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def make_ad(**overrides):
    facts = {
        "title": "The Tide Table",
        "text": "High water, every day.",
        "url": "/pages/about/",
        "slot": "rectangle",
    }
    return create_house_ad(**{**facts, **overrides})


def make_picture():
    return get_image_model().objects.create(
        title="Harbour", file=get_test_image_file(size=(2000, 600))
    )


def test_a_story_has_a_rectangle_and_the_front_a_billboard(db):
    make_ad()
    make_ad(title="Walks", slot="billboard")

    def titles(kind):
        return {name: fill.title for name, fill in fills(kind, "/").items()}

    assert titles("article") == titles("live_blog") == {"rectangle": "The Tide Table"}
    assert titles("front") == {"billboard": "Walks"}
    assert titles("standing") == {}


def test_filling_a_page_is_one_query_with_one_ad_and_with_three(db, django_assert_num_queries):
    make_ad()
    with django_assert_num_queries(1):
        fills("article", "/")
    make_ad(title="Walks")
    make_ad(title="Crossword")
    with django_assert_num_queries(1):
        fills("article", "/")


def test_a_page_keeps_its_ad_for_the_day(db):
    for title in ("Tides", "Walks", "Crossword"):
        make_ad(title=title)

    assert len({fills("article", "/harbour/a/")["rectangle"].title for _ in range(20)}) == 1


def test_pages_take_turns_by_weight():
    choices = [("once", 1), ("thrice", 3)]

    drawn = [turn(choices, f"/harbour/{number}/") for number in range(4000)]

    assert 0.7 < drawn.count("thrice") / 4000 < 0.8


def test_nobody_to_choose_from_draws_nothing():
    assert turn([], "/") is None


@pytest.mark.parametrize(
    ("starts", "ends", "active", "runs"),
    [
        (None, None, True, True),
        (None, None, False, False),
        (TODAY, TODAY, True, True),
        (TODAY + timedelta(days=1), None, True, False),
        (None, TODAY - timedelta(days=1), True, False),
    ],
)
def test_an_ad_runs_from_its_first_day_to_its_last(starts, ends, active, runs):
    assert HouseAd(starts_on=starts, ends_on=ends, active=active).runs_on(TODAY) is runs


def test_the_turn_of_the_day_starts_and_ends_ads(db):
    today = timezone.localdate()
    make_ad(title="From tomorrow", starts_on=today + timedelta(days=1))
    make_ad(title="Until today", ends_on=today)

    changed = turn_over(today + timedelta(days=1))

    running = HouseAd.objects.filter(running=True).values_list("title", flat=True)
    assert (changed, list(running)) == (2, ["From tomorrow"])
    assert turn_over(today + timedelta(days=1)) == 0


@makes_renditions
def test_a_picture_is_cut_for_both_sizes_when_it_is_saved(db):
    make_ad(slot="billboard", picture=make_picture(), alt="Boats at the quay")

    fill = fills("front", "/")["billboard"]
    html = render_to_string("ads/slot.html", {"fill": fill})

    assert (fill.width, fill.height, fill.narrow_width, fill.narrow_height) == (600, 250, 120, 100)
    assert "fill-1200x500" in fill.picture_src
    assert "fill-240x200" in fill.narrow_src
    assert f'src="{fill.picture_src}" width="600" height="250" alt="Boats at the quay"' in html


@makes_renditions
def test_a_replaced_picture_is_cut_anew(db):
    picture = make_picture()
    make_ad(picture=picture, alt="Boats")
    before = fills("article", "/")["rectangle"].picture_src
    picture.focal_point_x, picture.focal_point_y = 100, 100
    picture.focal_point_width = picture.focal_point_height = 50

    picture.save()

    assert fills("article", "/")["rectangle"].picture_src != before


@pytest.mark.parametrize(
    ("overrides", "field", "words"),
    [
        (
            {"url": "javascript:alert(1)"},
            "url",
            "Start with / for a page of ours, or with https://.",
        ),
        ({"url": "//example.org"}, "url", "Start with / for a page of ours, or with https://."),
        ({"text": ""}, "text", "This field cannot be blank."),
        (
            {"starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)},
            "ends_on",
            "The last day cannot be before the first.",
        ),
    ],
)
def test_a_faulty_ad_is_refused_at_the_field(db, overrides, field, words):
    with pytest.raises(ValidationError) as refused:
        make_ad(**overrides)

    assert refused.value.message_dict == {field: [words]}


@makes_renditions
def test_a_picture_needs_words_for_those_who_do_not_see_it(db):
    with pytest.raises(ValidationError) as refused:
        make_ad(picture=make_picture())

    assert refused.value.message_dict == {"alt": ["Say what is in the picture."]}


def test_words_alone_fill_a_slot_and_are_escaped(db):
    make_ad(title="<b>Tides</b>")

    html = render_to_string("ads/slot.html", {"fill": fills("article", "/")["rectangle"]})

    assert '<strong dir="auto">&lt;b&gt;Tides&lt;/b&gt;</strong>' in html


def test_words_of_the_other_direction_keep_their_full_stop_at_their_end(db):
    make_ad()

    html = render_to_string("ads/slot.html", {"fill": fills("article", "/")["rectangle"]})

    assert '<strong dir="auto">The Tide Table</strong>' in html
    assert '<span dir="auto">High water, every day.</span>' in html
