import pytest

from wellread.newsroom.rendering import navigation


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    navigation.forget()
    yield
    navigation.forget()
