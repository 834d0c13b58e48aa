import pytest


@pytest.fixture(autouse=True)
def _forget_what_processes_remember(request):
    """Start each test as a new process would: nothing kept in memory from the one before."""
    from django.core.cache import cache

    from wellread.ads import queries as ads
    from wellread.newsroom import queries as newsroom
    from wellread.pageview.cache import pages

    pages.clear()
    ads.forget()
    newsroom.forget()
    cache.clear()
