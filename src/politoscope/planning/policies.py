"""Who may work on the session plan."""

from politoscope.editions.policies import is_moderator, is_planner

may_plan = is_planner
may_change_frozen = is_moderator
