"""What the pages of the plan read, each in a known number of SQL queries."""

from politoscope.planning.queries.published import published_plan

__all__ = ["published_plan"]
