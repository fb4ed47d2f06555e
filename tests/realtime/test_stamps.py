from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from politoscope.editions.models import Edition
from politoscope.realtime.publish import publish
from politoscope.realtime.stamps import from_text, read_stamps, stamp_of, stamps_of, to_text


def test_a_stamp_says_the_same_or_another_and_no_number() -> None:
    edition_id = UUID(int=1)
    stamps = [stamp_of(edition_id, "ballots", version) for version in range(200)]
    assert len(set(stamps)) == 200
    assert stamp_of(edition_id, "ballots", 7) == stamps[7]
    assert sorted(stamps) != stamps
    assert stamp_of(edition_id, "plan", 7) != stamps[7] != stamp_of(UUID(int=2), "ballots", 7)


def test_stamps_of_several_editions_take_one_query(edition: Edition, django_assert_num_queries: object) -> None:
    publish(edition, "plan")
    stranger = uuid4()
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = read_stamps({(edition.pk, "plan"), (stranger, "plan")})
    assert found == {
        (edition.pk, "plan"): stamp_of(edition.pk, "plan", 1),
        (stranger, "plan"): stamp_of(stranger, "plan", 0),
    }


def test_a_topic_that_never_changed_has_a_stamp(edition: Edition) -> None:
    assert stamps_of(edition.pk, ["phase"]) == {"phase": stamp_of(edition.pk, "phase", 0)}


@given(
    st.dictionaries(st.sampled_from(["plan", "phase", "draft-plan"]), st.from_regex(r"[0-9a-f]{12}", fullmatch=True))
)
def test_stamps_survive_being_written(stamps: dict[str, str]) -> None:
    assert from_text(to_text(stamps)) == stamps


@given(st.text())
def test_whatever_comes_back_from_a_browser_is_read_without_an_error(text: str) -> None:
    assert isinstance(from_text(text[:200]), dict)
