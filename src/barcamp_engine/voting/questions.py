"""The order "Vielfalt" of questions to a panel: by the same rule as the sessions, so no group fills the whole list.

Questions already answered count as elected: whoever asked for them has had a share, and the others are next.
Source: J. Israel, M. Brill, Dynamic proportional rankings, IJCAI 2021, arXiv 2105.08043.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from barcamp_engine.voting.ballot import Ballot
from barcamp_engine.voting.electorate import Electorate
from barcamp_engine.voting.profile import Profile
from barcamp_engine.voting.rules import phragmen
from barcamp_engine.voting.ties import Ties


def diverse_order(
    questions: Sequence[str], upvotes: Mapping[str, Collection[str]], answered: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the open questions, next first: m ``questions``, oldest first, and per person the ids of the upvoted.

    ``answered`` are questions too, in the order in which they were answered. Ties go to the oldest; questions nobody
    upvoted come last, oldest first. Raises ``UnknownProposal``, ``DuplicateProposal``.
    """
    ballots = tuple(Ballot(tuple(sorted(choices))) for choices in upvotes.values())
    ranked: tuple[str, ...] = ()
    if any(ballot.choices for ballot in ballots):
        profile = Profile(tuple(questions), ballots)
        place = {question: i for i, question in enumerate(questions)}
        run = phragmen.rank(
            Electorate.of(profile),
            Ties.lowest_index().among(questions),
            elected=[place[question] for question in answered],
        )
        ranked = tuple(questions[i] for i in run.order())
    done = {*ranked, *answered}
    return ranked + tuple(question for question in questions if question not in done)
