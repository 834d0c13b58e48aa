"""What the picture library says of a picture, stories and entries need not say again."""

import pytest

from tests.newsroom.press import make_article, make_image, make_live_blog
from wellread.newsroom import actions
from wellread.newsroom.models.blocks import PictureBlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    image = make_image()
    image.description = "Boats at the quay."
    image.save()
    return image


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Boats at the quay."), ("Two boats.", "Two boats.")]
)
def test_the_librarys_description_stands_in_until_one_is_typed(image, typed, said):
    article = make_article(lead_image=image, lead_alt=typed)
    blog = make_live_blog()
    entry = actions.add_entry(live_blog=blog, text="<p>Now.</p>", image=image, alt=typed)
    block = PictureBlock()
    value = {"image": image, "alt": typed, "caption": "", "credit": ""}

    picture = block.clean(block.normalize(value))

    assert (article.lead_alt, entry.alt, picture["alt"]) == (said,) * 3
