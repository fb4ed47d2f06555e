"""Everything that changes a proposal, its hosts, its comments and the wishes."""

from politoscope.proposals.services.comments import hide_comment, write_comment
from politoscope.proposals.services.curation import opt_out_of_digest, replace_synonyms, send_digest
from politoscope.proposals.services.hosting import accept_invitation, invite_cohost, leave_proposal
from politoscope.proposals.services.life import (
    edit_proposal,
    mark_held,
    propose_session,
    set_status,
    submit_draft,
    withdraw_proposal,
)
from politoscope.proposals.services.merging import merge_proposals, separate_proposals
from politoscope.proposals.services.wishes import adopt_wish, wish_topic

__all__ = [
    "accept_invitation",
    "adopt_wish",
    "edit_proposal",
    "hide_comment",
    "invite_cohost",
    "leave_proposal",
    "mark_held",
    "merge_proposals",
    "opt_out_of_digest",
    "propose_session",
    "replace_synonyms",
    "send_digest",
    "separate_proposals",
    "set_status",
    "submit_draft",
    "wish_topic",
    "withdraw_proposal",
    "write_comment",
]
