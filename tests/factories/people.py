from __future__ import annotations

import factory

from politoscope.people.mailboxes import mailbox_of
from politoscope.people.models import Person


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    mailbox = factory.LazyAttribute(lambda person: mailbox_of(person.email))
    name = factory.Sequence(lambda n: f"Person {n}")
    organisation = "Staatsministerium Baden-Württemberg"
    language = "en"
    password = "!"  # nobody has one
