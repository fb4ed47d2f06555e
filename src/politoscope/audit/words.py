"""What actions and fields are called on the page of the log. An app names its own actions in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

ACTIONS: dict[str, Words] = {
    "mail.retry": _("Mail sent again"),
}


def name_actions(names: Mapping[str, Words]) -> None:
    """Say what actions are called: ``{"proposals.propose": _("Session proposed")}``."""
    ACTIONS.update(names)


def action_name(action: str) -> Words:
    """Return what an action is called; one without a name keeps its code."""
    return ACTIONS.get(action, action)


def field_name(target_type: str, field: str) -> Words:
    """Return what a field of a model is called; what is no field keeps its code."""
    try:
        return apps.get_model(target_type)._meta.get_field(field).verbose_name
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        return field


def type_name(target_type: str) -> Words:
    """Return what a kind of thing is called."""
    try:
        return apps.get_model(target_type)._meta.verbose_name
    except (LookupError, ValueError):
        return target_type
