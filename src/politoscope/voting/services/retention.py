"""What of a vote goes when its time is over (P-06)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from politoscope.voting.enums import Publication
from politoscope.voting.models import Ballot, Participation, Round
from politoscope.voting.scrubbing import scrub_after_commit

KEPT = timedelta(days=7)


@transaction.atomic
def forget_votes(*, now: datetime) -> int:
    """Seven days after a close delete who took part, and the ballots that only a counting team was to see.

    Published ballots stay: they are in the result file for good. So do the hashes of the used codes; without the
    round's secret nobody can tell any more whose they are. Returns how many rows went.
    """
    Round.objects.filter(closed_at__lte=now - KEPT).exclude(code_secret="").update(code_secret="")
    closed_before = {"round__closed_at__lte": now - KEPT}
    markers, _ = Participation.objects.filter(**closed_before).delete()
    ballots, _ = Ballot.objects.filter(**closed_before, round__publication=Publication.COUNTERS).delete()
    if markers or ballots:
        scrub_after_commit()
    return markers + ballots
