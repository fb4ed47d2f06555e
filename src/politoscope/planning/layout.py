"""How the plan is laid out, which stands in its address, and where its parts lead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.urls import reverse

LIST = "list"


@dataclass(frozen=True, slots=True)
class Layout:
    """The plan of an edition as a grid or as a list: what was looked for, and how it is shown."""

    path: str
    query: QueryDict

    @property
    def is_list(self) -> bool:
        """Whether the sessions stand below each other on wide screens too, as they always do on narrow ones."""
        return self.query.get("view") == LIST

    @property
    def grid_url(self) -> str:
        """The same sessions as a grid."""
        return self._address(self._without_view())

    @property
    def list_url(self) -> str:
        """The same sessions as a list."""
        query = self._without_view()
        query["view"] = LIST
        return self._address(query)

    @property
    def whole_url(self) -> str:
        """All sessions, laid out like this."""
        return self._address(self._view_alone())

    @property
    def tag_url(self) -> str:
        """The sessions of a topic, laid out like this; the topic follows."""
        query = self._view_alone().urlencode()
        return f"{self.path}?{query}&tag=" if query else f"{self.path}?tag="

    def _without_view(self) -> QueryDict:
        query = self.query.copy()
        query.pop("view", None)
        return query

    def _view_alone(self) -> QueryDict:
        return QueryDict(f"view={LIST}" if self.is_list else "")

    def _address(self, query: QueryDict) -> str:
        return f"{self.path}?{query.urlencode()}" if query else self.path


@lru_cache(maxsize=2000)
def session_path(slug: str, number: int) -> str:
    """Return the address of a session's page. Found out once: a plan holds dozens, and each costs as much as a cell."""
    return reverse("planning:session", args=[slug, number])
