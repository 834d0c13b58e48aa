from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.newsroom.press import hours_ago, make_article, make_entries, make_image, make_live_blog
from wellread.newsroom import actions, queries
from wellread.newsroom.models import LiveBlog, LiveEntry

pytestmark = pytest.mark.django_db

PATH = "/harbour/storm-over-saltmere/"


def read(page_number=1):
    return queries.article(PATH, community_content=False, page_number=page_number)


def headlines(live):
    return [entry.headline for entry in live.entries]


def test_a_live_blog_is_one_article_with_entries():
    blog = make_live_blog()

    page = read()

    assert (page.kind, page.label, page.facts["kind"]) == ("live_blog", "Live", "live_blog")
    assert (page.facts["article"], page.live.status) == (str(blog.pk), "open")
    assert (page.live.entries, page.live.page_count) == ((), 1)


def test_the_newest_entry_comes_first():
    make_entries(make_live_blog(), 3)

    assert headlines(read().live) == ["Entry 3", "Entry 2", "Entry 1"]


def test_entries_may_be_added_out_of_order():
    blog = make_live_blog()
    make_entries(blog, 2)
    actions.add_entry(live_blog=blog, headline="Earlier", text="x", published_at=hours_ago(9.5))

    assert headlines(read().live) == ["Entry 2", "Entry 1", "Earlier"]


def test_an_entry_is_a_row_with_a_page_of_its_own():
    entry = make_entries(make_live_blog(), 1)[0]

    page = queries.entry(PATH, entry.pk)

    assert page.entry.headline == "Entry 1"
    assert page.path == f"{PATH}entry/{entry.pk}/"
    assert page.canonical_url == f"http://localhost:8000{PATH}entry/{entry.pk}/"
    assert page.live_blog.headline == "Storm over Saltmere"


def test_an_entry_links_back_to_its_place():
    entries = make_entries(make_live_blog(), 25)

    places = [queries.entry(PATH, entries[place].pk).place_url for place in (0, 9, 10, 24)]

    assert places == [
        f"{PATH}?page=2#entry-{entries[0].pk}",
        f"{PATH}?page=2#entry-{entries[9].pk}",
        f"{PATH}#entry-{entries[10].pk}",
        f"{PATH}#entry-{entries[24].pk}",
    ]


def test_an_older_page_keeps_its_entries_while_new_ones_arrive():
    blog = make_live_blog()
    make_entries(blog, 25)
    before = headlines(read(2).live)

    for number in range(20):
        actions.add_entry(live_blog=blog, headline=f"Late {number}", text="<p>x</p>")

    assert before == headlines(read(2).live) == [f"Entry {n}" for n in range(10, 0, -1)]


def test_pages_link_to_each_other():
    make_entries(make_live_blog(), 35)

    newest, middle, oldest = read(1).live, read(3).live, read(2).live

    assert (newest.newer_url, newest.older_url) == (None, f"{PATH}?page=3")
    assert (middle.newer_url, middle.older_url) == (PATH, f"{PATH}?page=2")
    assert (oldest.newer_url, oldest.older_url) == (f"{PATH}?page=3", None)
    assert [each.page_number for each in (newest, middle, oldest)] == [1, 2, 3]
    assert read(2).canonical_url == f"http://localhost:8000{PATH}?page=2"


def test_there_is_no_page_past_the_last():
    make_entries(make_live_blog(), 25)

    assert (read(3), read(99)) == (None, None)


def test_a_removed_entry_leaves_its_place():
    entries = make_entries(make_live_blog(), 3)

    entries[1].state = LiveEntry.REMOVED
    entries[1].save()

    shown = read().live.entries
    assert [entry.removed for entry in shown] == [False, True, False]
    assert (shown[1].headline, shown[1].html, shown[1].bylines) == ("", "", ())
    assert queries.entry(PATH, entries[1].pk) is None


def test_deleting_a_published_entry_leaves_its_place():
    entry, other = make_entries(make_live_blog(), 2)

    entry.delete()

    assert [each.removed for each in read().live.entries] == [False, True]
    assert LiveEntry.objects.get(pk=other.pk).state == LiveEntry.PUBLISHED


def test_entries_deleted_many_at_once_leave_their_lines_too():
    blog = make_live_blog()
    make_entries(blog, 2)
    actions.add_entry(live_blog=blog, text="<p>Not yet.</p>", state=LiveEntry.DRAFT)

    LiveEntry.objects.filter(live_blog=blog).delete()

    states = LiveEntry.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [LiveEntry.REMOVED, LiveEntry.REMOVED]
    assert [(entry.removed, entry.html) for entry in read().live.entries] == [(True, "")] * 2


def test_a_deleted_live_blog_takes_its_entries_along():
    blog = make_live_blog()
    make_entries(blog, 2)

    blog.delete()

    assert LiveEntry.objects.count() == 0


def test_a_copy_has_its_own_day_and_is_open():
    blog = make_live_blog()
    actions.close_live_blog(live_blog=blog, at=timezone.now())
    blog.refresh_from_db()

    copied = blog.copy(update_attrs={"title": "Next storm", "slug": "next-storm", "live": False})

    assert (copied.published_at, copied.started_at, copied.ended_at) == (None, None, None)


def test_a_deleted_draft_is_gone():
    blog = make_live_blog()
    draft = actions.add_entry(live_blog=blog, text="x", state=LiveEntry.DRAFT)

    draft.delete()

    assert LiveEntry.objects.count() == 0


def test_a_draft_entry_is_for_editors():
    blog = make_live_blog()
    draft = actions.add_entry(live_blog=blog, headline="Soon", text="x", state=LiveEntry.DRAFT)

    assert (read().live.entries, queries.entry(PATH, draft.pk)) == ((), None)


def test_publishing_a_draft_dates_it_then():
    blog = make_live_blog()
    draft = actions.add_entry(live_blog=blog, headline="Soon", text="x", state=LiveEntry.DRAFT)
    before = timezone.now()

    draft.state = LiveEntry.PUBLISHED
    draft.save()

    assert before <= read().live.entries[0].published_at <= timezone.now()


def test_one_entry_is_pinned_at_a_time():
    entries = make_entries(make_live_blog(), 3)
    for entry in (entries[0], entries[2]):
        entry.pinned = True
        entry.save()

    live = read().live

    assert live.pinned.headline == "Entry 3"
    assert [entry.pinned for entry in live.entries] == [True, False, False]


def test_a_pinned_entry_goes_back_when_its_time_is_over():
    entry = make_entries(make_live_blog(), 2)[0]
    entry.pinned, entry.pinned_until = True, hours_ago(-1)
    entry.save()

    actions.unpin_on_time(now=hours_ago(0))
    before = read().live.pinned.headline
    actions.unpin_on_time(now=hours_ago(-2))

    entry.refresh_from_db()
    assert (before, read().live.pinned) == ("Entry 1", None)
    assert (entry.pinned, entry.pinned_until, entry.updated_at) == (False, None, None)


def test_an_entry_is_pinned_until_a_time_to_come():
    entry = make_entries(make_live_blog(), 1)[0]
    entry.pinned, entry.pinned_until = True, hours_ago(1)

    with pytest.raises(ValidationError, match="Lies behind"):
        entry.full_clean(exclude=["sequence"])


def test_the_pinned_entry_and_key_events_show_on_every_page():
    entries = make_entries(make_live_blog(), 25)
    entries[0].pinned = entries[4].key_event = True
    entries[0].save()
    entries[4].save()

    shown = {
        number: (
            read(number).live.pinned.headline,
            [e.headline for e in read(number).live.key_events],
        )
        for number in (1, 2)
    }

    assert shown == {1: ("Entry 1", ["Entry 5"]), 2: ("Entry 1", ["Entry 5"])}


def test_a_key_event_is_listed_by_its_headline():
    with pytest.raises(ValidationError) as fault:
        actions.add_entry(live_blog=make_live_blog(), text="<p>x</p>", key_event=True)

    assert list(fault.value.message_dict) == ["headline"]


def test_an_entrys_picture_needs_words():
    with pytest.raises(ValidationError) as fault:
        actions.add_entry(live_blog=make_live_blog(), text="<p>x</p>", image=make_image())

    assert list(fault.value.message_dict) == ["alt"]


def test_every_change_takes_the_next_number():
    entries = make_entries(make_live_blog(), 3)

    entries[0].pinned = True
    entries[0].save()
    entries[1].state = LiveEntry.REMOVED
    entries[1].save()

    numbers = [LiveEntry.objects.get(pk=entry.pk).sequence for entry in entries]
    assert numbers == [4, 5, 3]


def test_an_edited_entry_says_so_and_a_pinned_one_does_not():
    edited, pinned = make_entries(make_live_blog(), 2)

    edited.text = "<p>Corrected.</p>"
    edited.save()
    pinned.pinned = True
    pinned.save()

    shown = {entry.headline: entry.updated_at is not None for entry in read().live.entries}
    assert shown == {"Entry 1": True, "Entry 2": False}


def test_a_live_blog_is_as_new_as_its_newest_change():
    entries = make_entries(make_live_blog(), 2)
    first = read().updated_at

    entries[0].text = "<p>Corrected.</p>"
    entries[0].save()

    assert (first, read().updated_at) == (entries[1].published_at, entries[0].updated_at)


def test_a_closed_live_blog_says_when_it_ended():
    blog = make_live_blog()

    actions.close_live_blog(live_blog=blog, at=(ended := hours_ago(1)))

    page = read()
    assert (page.label, page.live.status, page.live.ended_at) == ("As it happened", "closed", ended)


def test_a_closed_live_blog_can_be_opened_again():
    blog = make_live_blog(ended_at=hours_ago(1))

    actions.reopen_live_blog(live_blog=blog)

    assert read().live.status == "open"


def test_publishing_an_old_draft_does_not_open_a_closed_live_blog():
    blog = make_live_blog()
    draft = blog.save_revision()

    actions.close_live_blog(live_blog=blog, at=hours_ago(1))
    draft.publish()

    assert read().live.status == "closed"


def test_a_quiet_live_blog_closes_itself_at_its_last_entry():
    blog = make_live_blog(quiet_hours=8)
    last = make_entries(blog, 2)[-1]
    make_live_blog("Busy", quiet_hours=24)
    make_live_blog("Kept open", quiet_hours=None)

    closed = actions.close_quiet_live_blogs(now=timezone.now())

    assert [each.title for each in closed] == ["Storm over Saltmere"]
    assert LiveBlog.objects.get(pk=blog.pk).ended_at == last.published_at


def test_live_blogs_are_open_to_everyone():
    blog = make_live_blog(community_only=True)

    assert (blog.community_only, read().is_whole) == (False, True)


def test_an_article_has_no_entries():
    make_article("Tide turns")

    assert queries.entry("/harbour/tide-turns/", 1) is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_live_blog_costs_the_same_whatever_its_entries(count, django_assert_num_queries):
    make_entries(make_live_blog(), count)
    read()

    with django_assert_num_queries(7):
        read()


def test_entries_of_the_same_moment_keep_an_order():
    blog, moment = make_live_blog(), hours_ago(1)
    for number in range(3):
        actions.add_entry(live_blog=blog, headline=f"Entry {number}", text="x", published_at=moment)

    assert headlines(read().live) == ["Entry 2", "Entry 1", "Entry 0"]
    assert timedelta(0) == read().live.entries[0].published_at - moment
