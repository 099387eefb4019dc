"""Rules: one function of facts, three faces, no queries."""

from __future__ import annotations

import pytest

from hientai.base.errors import DomainError, RuleBroken
from hientai.base.rules import rule

WHY = "Kế hoạch đã duyệt thì không sửa được; hãy lập bản điều chỉnh."


@rule
def may_edit_plan(is_approved: bool, *, is_owner: bool = True) -> str | None:
    """An approved plan is frozen."""
    if is_approved:
        return WHY
    return None if is_owner else "Chỉ người lập được sửa."


def test_allowed() -> None:
    may_edit_plan.check(False)
    assert may_edit_plan.allows(False) and may_edit_plan.reason(False) is None


def test_forbidden_says_why_on_all_three_faces() -> None:
    assert not may_edit_plan.allows(True)
    assert may_edit_plan.reason(True) == WHY
    with pytest.raises(RuleBroken) as refusal:
        may_edit_plan.check(True)
    assert refusal.value.message == str(refusal.value) == WHY
    assert isinstance(refusal.value, DomainError)


def test_keywords_reach_the_rule() -> None:
    assert may_edit_plan.reason(False, is_owner=False) == "Chỉ người lập được sửa."


def test_a_rule_keeps_its_name_and_words() -> None:
    assert may_edit_plan.name == "may_edit_plan"
    assert may_edit_plan.__doc__ == "An approved plan is frozen."


@pytest.mark.django_db
def test_fifty_rows_times_five_buttons_cost_no_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answers = [may_edit_plan.allows(number % 2 == 0) for number in range(250)]
    assert answers.count(True) == 125
