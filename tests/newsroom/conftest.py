import pytest

from tests.staff import colleague
from wellread.newsroom.rendering import navigation


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    navigation.forget()
    yield
    navigation.forget()


@pytest.fixture
def anna():
    return colleague("anna")


@pytest.fixture
def ben():
    return colleague("ben")
