import pytest

from wellread.newsroom import site_map


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    site_map.forget()
    yield
    site_map.forget()
