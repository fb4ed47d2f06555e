"""The organisers' outbox. Who may see it is decided where it is wired (:mod:`politoscope.editions.office`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from politoscope.mail.models import OutboxMail
from politoscope.mail.queries import counts_by_state, outbox_page
from politoscope.mail.services import CannotSendAgain, send_again


@require_safe
def outbox(request: HttpRequest, edition: Any) -> HttpResponse:
    """List the mails of an edition: to whom, where they are, and why one did not leave."""
    page = outbox_page(edition, state=request.GET.get("state"), number=request.GET.get("page"))
    context = {"page": page, "counts": counts_by_state(edition), "state": request.GET.get("state", "")}
    return render(request, "mail/outbox.html", context)


@require_safe
def detail(request: HttpRequest, edition: Any, mail_id: UUID) -> HttpResponse:
    """Show one mail exactly as it leaves."""
    mail = get_object_or_404(OutboxMail.objects.of(edition).prefetch_related("attachments"), id=mail_id)
    return render(request, "mail/detail.html", {"mail": mail})


@require_POST
def retry(request: HttpRequest, edition: Any, mail_id: UUID) -> HttpResponse:
    """Send a mail once more that did not leave, or perhaps did not."""
    mail = get_object_or_404(OutboxMail.objects.of(edition), id=mail_id)
    try:
        send_again(mail=mail, edition=edition, actor=request.user, now=timezone.now())
    except CannotSendAgain:
        messages.info(request, _("This mail is on its way already."))
    else:
        messages.success(request, _("The mail will be sent again within a minute."))
    return redirect("office:mail", edition=edition.slug)
