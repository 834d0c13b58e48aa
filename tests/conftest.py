import pytest


@pytest.fixture(autouse=True)
def _forget_what_processes_remember(request):
    """Start each test as a new process would: nothing kept in memory from the one before."""
    from django.core.cache import cache

    from wellread.pageview.cache import pages

    pages.clear()
    cache.clear()
