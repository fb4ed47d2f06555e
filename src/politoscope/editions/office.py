"""Pages of the ground that organisers open for an edition: the log and the outbox.

The ground knows neither editions nor roles, so its views come without a guard and get it here.
"""

from __future__ import annotations

from django.urls import path

from politoscope.audit import views as audit
from politoscope.editions.access import View, allow
from politoscope.editions.policies import is_organiser
from politoscope.mail import views as mail

app_name = "office"


def for_organisers(view: View) -> View:
    """Let organisers of the edition in, with a second factor."""
    return allow(is_organiser, staff=True)(view)


urlpatterns = [
    path("<slug:edition>/organise/log/", for_organisers(audit.log), name="log"),
    path("<slug:edition>/organise/log.jsonl", for_organisers(audit.export), name="log_export"),
    path("<slug:edition>/organise/mail/", for_organisers(mail.outbox), name="mail"),
    path("<slug:edition>/organise/mail/<uuid:mail_id>/", for_organisers(mail.detail), name="mail_detail"),
    path("<slug:edition>/organise/mail/<uuid:mail_id>/retry/", for_organisers(mail.retry), name="mail_retry"),
]
