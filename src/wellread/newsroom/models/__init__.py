"""What editors publish, as rows."""

from wellread.newsroom.models.brand import Brand
from wellread.newsroom.models.bylines import Author, Topic
from wellread.newsroom.models.listings import Listing
from wellread.newsroom.models.live_entries import LiveEntry
from wellread.newsroom.models.origins import AuthorOrigin, SectionOrigin, TopicOrigin
from wellread.newsroom.models.searched_stories import SearchedStory
from wellread.newsroom.models.stories import (
    Article,
    LiveBlog,
    RenderedBody,
    Rendering,
    Story,
    StoryAuthor,
)
from wellread.newsroom.models.tree import (
    Front,
    FrontPick,
    Section,
    SitePage,
    StandingPage,
    StandingPages,
)

__all__ = [
    "Article",
    "Author",
    "AuthorOrigin",
    "Brand",
    "Front",
    "FrontPick",
    "Listing",
    "LiveBlog",
    "LiveEntry",
    "RenderedBody",
    "Rendering",
    "SearchedStory",
    "Section",
    "SectionOrigin",
    "SitePage",
    "StandingPage",
    "StandingPages",
    "Story",
    "StoryAuthor",
    "Topic",
    "TopicOrigin",
]
