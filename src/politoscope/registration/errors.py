"""What can stand in the way of a registration. The views say it in words, next to what was entered."""


class RegistrationClosed(Exception):
    """The edition takes no registrations in its present phase."""


class NoPlaceLeft(Exception):
    """All places are taken, and the desk does not put people on the waiting list."""


class KindNeeded(Exception):
    """The edition has quotas, so everybody says which kind of organisation they come from."""


class KindFull(Exception):
    """Others may still come, but no more of this kind of organisation."""


class QuotasTaken(Exception):
    """More people of these kinds have a place than their new quotas allow."""

    def __init__(self, taken: dict[str, int]) -> None:
        super().__init__(taken)
        self.taken = taken


class PlacesTaken(Exception):
    """More people have a place than the new number of places allows."""


class NotConfirmed(Exception):
    """Only somebody with a place can be checked in."""


class InvitationNeeded(Exception):
    """One comes to this edition by invitation only."""


class InvitationOver(Exception):
    """The invitation is withdrawn, or as many have come on it as it is good for."""


class TooManyInvitations(Exception):
    """More invitations by lists than may leave within a day."""

    def __init__(self, *, left: int) -> None:
        super().__init__(left)
        self.left = left


class SamePerson(Exception):
    """A place is handed over to somebody else, not to its holder."""
