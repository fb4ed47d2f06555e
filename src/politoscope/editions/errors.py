"""What can stand in the way of changing an edition. The views say it in words."""


class NotReadyForThePublic(Exception):
    """Something has to be there before the edition is published; the sentences say what."""


class LastOrganiser(Exception):
    """An edition without an organiser could not be given one again."""


class DayInUse(Exception):
    """Slots stand on the day."""


class LogosTaken(Exception):
    """The header has room for two logos."""
