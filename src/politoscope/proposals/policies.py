"""Who may do what with a proposal. Predicates take a person (or nobody) and an edition or a proposal."""

from __future__ import annotations

import rules

from politoscope.editions.models import Edition
from politoscope.editions.policies import is_crew, is_moderator, is_organiser, roles_of
from politoscope.people.models import Person
from politoscope.proposals.models import Proposal
from politoscope.registration.policies import is_participant

can_propose = is_participant | is_crew
"""Hosts are participants; the crew proposes too."""


@rules.predicate
def can_quick_enter(person: Person | None, edition: Edition) -> bool:
    """Tell whether the person enters proposals for people who stand in front of them: desk, planner, moderator."""
    return bool(roles_of(person, edition) & {"desk", "planner", "moderator", "organiser"})


@rules.predicate
def is_host(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the person offers the proposal and has agreed to."""
    return person is not None and any(
        host.person_id == person.pk and host.agreed_at is not None for host in proposal.hosts.all()
    )


@rules.predicate
def is_main_host(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the person is the one who may invite others and withdraw."""
    return person is not None and any(host.person_id == person.pk and host.is_lead for host in proposal.hosts.all())


@rules.predicate
def is_invited(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the person has an invitation to answer."""
    return person is not None and any(
        host.person_id == person.pk and host.agreed_at is None for host in proposal.hosts.all()
    )


@rules.predicate
def organises_it(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the person organises the edition of the proposal."""
    return is_organiser(person, proposal.edition)


@rules.predicate
def moderates_it(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the person moderates or organises the edition of the proposal."""
    return is_moderator(person, proposal.edition)


@rules.predicate
def wished_it(person: Person | None, proposal: Proposal) -> bool:
    """Tell whether the topic is the person's own wish."""
    return person is not None and proposal.is_wish and proposal.entered_by_id == person.pk


can_edit_proposal = is_host | moderates_it
can_withdraw_proposal = is_main_host | wished_it | moderates_it
can_moderate_comments = moderates_it
