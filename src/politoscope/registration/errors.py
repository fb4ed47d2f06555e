"""What can stand in the way of a registration. The views say it in words, next to what was entered."""


class RegistrationClosed(Exception):
    """The edition takes no registrations in its present phase."""


class NoPlaceLeft(Exception):
    """All places are taken, and the desk does not put people on the waiting list."""


class PlacesTaken(Exception):
    """More people have a place than the new number of places allows."""


class NotConfirmed(Exception):
    """Only somebody with a place can be checked in."""
