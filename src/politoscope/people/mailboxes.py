"""Mail addresses as people write them, and the mailbox behind them."""

from __future__ import annotations

import unicodedata

from django.utils.encoding import punycode


def clean_address(typed: str) -> str:
    """Return the address without surrounding space, in one case and one Unicode form."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def mailbox_of(address: str) -> str:
    """Return what tells two mailboxes apart: no case, no alias after ``+``, the domain as the network writes it.

    ``Ben+Berlin@Example.org`` and ``ben@example.org`` are one mailbox (R-06). Mail always goes to the address that
    is stored for a mailbox, so that nobody gets in who does not read it.
    """
    local, _, domain = clean_address(address).rpartition("@")
    name, _, _ = local.partition("+")
    return f"{name or local}@{punycode(domain)}"
