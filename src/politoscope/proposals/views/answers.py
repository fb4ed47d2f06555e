"""How a page answers after something was done with a proposal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from politoscope.proposals.errors import ProposalError
from politoscope.proposals.models import Proposal


@contextmanager
def told(request: HttpRequest, success: str) -> Iterator[None]:
    """Say what happened on the next page: ``success``, or the sentence of the error."""
    try:
        yield
    except ProposalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, success)


def back_to(proposal: Proposal) -> HttpResponse:
    """Return to the page of the proposal."""
    return redirect("proposals:detail", edition=proposal.edition.slug, number=proposal.number)
