"""The newsroom's places in the editors' menu."""

from wagtail.snippets.models import register_snippet

from wellread.newsroom.viewsets import AuthorViewSet, LiveEntryViewSet, TopicViewSet

for viewset in (LiveEntryViewSet, AuthorViewSet, TopicViewSet):
    register_snippet(viewset)
