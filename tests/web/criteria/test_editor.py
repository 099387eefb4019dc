"""The criterion form: read from what was posted, changed by its buttons, explained and counted, without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from hientai.base.criteria.tree import from_json, to_json
from hientai.officials.queries.criteria import load_catalogue
from hientai.web.criteria.draft import Draft, change, draft_of, read_draft
from tests.factories.province import Small

TREES: list[dict[str, Any]] = [
    {"fact": "age", "min": 30},
    {"all": []},
    {"all": [{"fact": "employed"}, {"any": [{"fact": "sex", "is": "F"}, {"not": {"fact": "age", "max": 40}}]}]},
    {"not": {"any": [{"fact": "post", "levels": ["commune", "district"], "leader": True}, {"fact": "employed"}]}},
    {"fact": "training", "subjects": ["QPAN"], "programmes": ["CT1", "CT2"], "same_year": False},
]


def posted(draft: Draft, prefix: str = "condition", **more: str) -> QueryDict:
    """What a browser would post for this draft."""
    data = QueryDict(mutable=True)

    def walk(node: Draft, path: str) -> None:
        key = f"{prefix}-{path}"
        data[f"{key}-kind"] = node.kind
        if node.negated:
            data[f"{key}-not"] = "1"
        if node.kind == "leaf":
            data[f"{key}-fact"] = data[f"{key}-was"] = node.fact
            for name, value in node.params.items():
                texts = {True: ["1"], False: ["0"]}.get(value) if isinstance(value, bool) else None
                if texts is None:
                    free = name == "programmes"
                    texts = [", ".join(value)] if free else value if isinstance(value, list) else [str(value)]
                data.setlist(f"{key}-p-{name}", texts)
        for place, child in enumerate(node.children):
            walk(child, f"{path}_{place}")

    walk(draft, "0")
    data.update(more)
    return data


@pytest.mark.parametrize("tree", TREES)
def test_a_stored_criterion_survives_the_form(small: Small, tree: dict[str, Any]) -> None:
    draft = draft_of(from_json(tree))
    read = read_draft(posted(draft), "condition", load_catalogue())
    assert read is not None and read == draft
    assert read.to_json() == tree == to_json(from_json(read.to_json()))


def test_blanks_of_another_fact_are_forgotten_when_the_fact_changes(small: Small) -> None:
    data = posted(Draft("all", children=[Draft("leaf", fact="age", params={"min": 30})]))
    data["condition-0_0-fact"] = "service"
    read = read_draft(data, "condition", load_catalogue())
    assert read is not None and (read.children[0].fact, read.children[0].params) == ("service", {})


def test_buttons_add_and_remove(small: Small) -> None:
    root = Draft("all", children=[Draft("leaf", fact="employed")])
    change(root, "group", "0")
    assert [c.kind for c in root.children] == ["leaf", "any"]
    change(root, "add", "0_1")
    assert len(root.children[1].children) == 3
    change(root, "remove", "0_0")
    assert [c.kind for c in root.children] == ["any"]
    for act, path in (("remove", "0"), ("add", "0_9"), ("add", "x"), ("remove", "0_-1"), ("drop", "0_0")):
        change(root, act, path)
    assert len(root.children) == 1 and len(root.children[0].children) == 3


@pytest.fixture
def client(small: Small, signed: Any, official: Any) -> Client:
    """An officer signed in, with three officials to count."""
    for birth in ("1980-01-01", "1985-01-01", "2000-01-01"):
        official(birth=birth)
    user, _, _ = signed()
    client = Client()
    client.force_login(user)
    return client


def test_the_sentence_and_the_count_answer_each_change(client: Client) -> None:
    draft = Draft("all", children=[Draft("leaf", fact="age", params={"min": 30})])
    page = client.post("/tieu-chi/soan/condition/?ngay=10/01/2022", posted(draft).dict()).content.decode()
    assert "Từ đủ 30 tuổi trở lên." in page and "2 người thỏa" in page


def test_what_is_missing_is_said(client: Client) -> None:
    empty = client.post("/tieu-chi/soan/condition/", posted(Draft("all", children=[Draft("leaf")])).dict())
    assert "chưa chọn nội dung" in empty.content.decode()
    wrong = Draft("all", children=[Draft("leaf", fact="age", params={"min": "abc"})])
    assert "phải là số nguyên" in client.post("/tieu-chi/soan/condition/", posted(wrong).dict()).content.decode()


def test_a_very_deep_post_does_no_harm(client: Client) -> None:
    data = {f"condition-0{'_0' * depth}-kind": "all" for depth in range(30)}
    assert client.post("/tieu-chi/soan/condition/", data).status_code == 200


def test_the_form_is_for_those_who_edit(client: Client, signed: Any) -> None:
    reader, _, _ = signed("leader")
    client.force_login(reader)
    assert client.post("/tieu-chi/soan/condition/", {}).status_code == 403
