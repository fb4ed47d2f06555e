from __future__ import annotations

from politoscope.demo.story import edition_story
from politoscope.editions.models import Edition


def todays_edition() -> Edition | None:
    """Return today's edition, if the demo was built."""
    return Edition.objects.filter(slug=edition_story("today").slug).first()
