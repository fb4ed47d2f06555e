"""Every factory makes a row that the database accepts."""

from __future__ import annotations

import inspect

import factory
import pytest

from tests.factories import editions, people, proposals, registration

FACTORIES = [
    maker
    for module in (people, editions, registration, proposals)
    for _, maker in inspect.getmembers(module, inspect.isclass)
    if issubclass(maker, factory.django.DjangoModelFactory) and maker.__module__ == module.__name__
]


@pytest.mark.django_db
@pytest.mark.parametrize("maker", FACTORIES, ids=lambda maker: maker.__name__)
def test_factory_makes_two_rows(maker):
    maker()
    maker()
    assert maker._meta.model.objects.count() >= 2
