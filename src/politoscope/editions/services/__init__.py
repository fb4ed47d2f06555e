"""What changes editions."""

from politoscope.editions.services.edition import change_edition, create_edition, set_phase_starts, switch_phase
from politoscope.editions.services.frame import add_part, change_part, move_day, move_part_up, remove_part
from politoscope.editions.services.look import add_logo, remove_logo
from politoscope.editions.services.team import grant_role, revoke_role

__all__ = [
    "add_logo",
    "add_part",
    "change_edition",
    "change_part",
    "create_edition",
    "grant_role",
    "move_day",
    "move_part_up",
    "remove_logo",
    "remove_part",
    "revoke_role",
    "set_phase_starts",
    "switch_phase",
]
