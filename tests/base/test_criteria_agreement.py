"""The query and the evaluation of one person say the same: random criteria × random people × random days.

The people are awkward on purpose: unknown days, no post or several, posts of equal rank, pools left, diplomas that ran
out, two ratings schemes, courses failed or not finished.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hientai.base.actor import Actor
from hientai.base.codelists import load_codes
from hientai.base.criteria.catalogue import Catalogue, Fact, Parameter
from hientai.base.criteria.meaning import explain, holds, judge
from hientai.base.criteria.tree import AllOf, AnyOf, Leaf, Negation, Node, from_json, to_json
from hientai.base.errors import BadInput
from hientai.demo.reference import install_reference
from hientai.officials.codes import CODE_LIST_OF, AppointmentKind, Sex, TrainingKind, TrainingResult
from hientai.officials.models import (
    Appointment,
    Official,
    Qualification,
    Rating,
    SuccessionEntry,
    Title,
    TrainingRecord,
)
from hientai.officials.queries.criteria import ids_meeting, load_catalogue, read_criterion
from hientai.officials.queries.dossier import Dossier, load_dossiers
from hientai.org.codes import Level, Sector
from hientai.org.models import ManagementTier, Term, Unit
from hientai.org.operations.loading import UnitRow, load_units

FIRST, LAST = date(2012, 1, 1), date(2027, 12, 31)
PEOPLE = 60


class Maker:
    """Makes awkward people, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.units = list(Unit.objects.order_by("code"))
        self.titles = list(Title.objects.order_by("code"))
        self.tiers: list[ManagementTier | None] = [None, *ManagementTier.objects.order_by("code")]
        self.terms = list(Term.objects.order_by("code"))
        self.book = load_codes()

    def day(self, first: date = FIRST, last: date = LAST) -> date:
        """A day, often one on which something else happens too."""
        if self.rng.random() < 0.4:
            return date(self.rng.randint(first.year, last.year), self.rng.choice([1, 2, 6]), self.rng.choice([1, 28]))
        return first + timedelta(days=self.rng.randint(0, (last - first).days))

    def maybe(self, value: Any, share: float = 0.7) -> Any:
        """The value, or nothing."""
        return value if self.rng.random() < share else None

    def until(self, start: date) -> date | None:
        """A day after the start, or an open end."""
        return self.maybe(start + timedelta(days=self.rng.choice([1, 30, 365, 2000])), 0.5)

    def official(self, number: int) -> Official:
        """One person without rows."""
        birth = self.day(date(1950, 1, 1), date(2004, 1, 1))
        joined = self.maybe(self.day())
        return Official(
            code=f"X{number:04d}", full_name=f"Người {number}", sex=self.rng.choice(Sex.values), birth=str(birth),
            birth_on=birth, ethnicity=self.rng.choice(["01", "05", "55", "31"]), is_minority=self.rng.random() < 0.5,
            party_joined_on=joined, party_official_on=self.maybe(self.day()), recruited_on=self.maybe(self.day()),
            registered_on=self.day(), left_on=self.maybe(self.day(), 0.3), retires_on=self.maybe(self.day()),
            position_fit=self.rng.choice([True, False, None]), position_fit_on=self.maybe(self.day()),
        )  # fmt: skip

    def posts(self, official: Official) -> Iterator[Appointment]:
        """No post, one, or several at once; ranks stamped as they once were."""
        for _ in range(self.rng.choice([0, 1, 1, 2, 4])):
            start, tier = self.day(), self.rng.choice(self.tiers)
            stamped = self.rng.choice([tier.rank, tier.rank, 3]) if tier else self.rng.choice([0, 0, 3])
            yield Appointment(
                official=official, unit=self.rng.choice(self.units), title=self.rng.choice(self.titles),
                kind=self.rng.choice(AppointmentKind.values), level=self.rng.choice(Level.values),
                sector=self.rng.choice(Sector.values), tier=tier, tier_rank=stamped, valid_from=start,
                valid_until=self.until(start),
            )  # fmt: skip

    def learnt(self, official: Official) -> Iterator[Qualification]:
        """Diplomas, some without end, some run out, some with a code that the list does not know."""
        for _ in range(self.rng.choice([0, 1, 3, 6])):
            kind = self.rng.choice(sorted(CODE_LIST_OF))
            known = list(self.book.lists.get(CODE_LIST_OF[kind], {}).values())
            code = self.rng.choice(known) if known and self.rng.random() < 0.9 else None
            start = self.day()
            yield Qualification(
                official=official, kind=kind, code=code.code if code else "lạ", rank=code.rank if code else 0,
                obtained_on=start, valid_until=self.until(start),
            )  # fmt: skip

    def ratings(self, official: Official) -> Iterator[Rating]:
        """Some years rated, under one scheme or both."""
        ranks = [code.rank for code in self.book.lists["rating_rank"].values()]
        for scheme in ("official", "party"):
            for year in range(2015, 2026):
                if self.rng.random() < 0.7:
                    rank = self.rng.choice(ranks)
                    yield Rating(official=official, year=year, scheme=scheme, code=str(rank), rank=rank)

    def attended(self, official: Official) -> Iterator[TrainingRecord]:
        """Courses finished, failed, dropped or still going on."""
        subjects = list(self.book.lists["class_type"])
        for _ in range(self.rng.choice([0, 1, 3])):
            end = self.day()
            yield TrainingRecord(
                official=official, kind=self.rng.choice(TrainingKind.values), subject=self.rng.choice(subjects),
                programme="Lớp", programme_code=self.rng.choice(["", "P1", "P2"]), ends_on=end, year=end.year,
                result=self.rng.choice(TrainingResult.values),
            )  # fmt: skip

    def planned(self, official: Official) -> Iterator[SuccessionEntry]:
        """Pool entries in force, over, or still to come."""
        for title in self.rng.sample(self.titles, self.rng.choice([0, 0, 1, 2])):
            start = self.day()
            yield SuccessionEntry(
                official=official, title=title, unit=self.rng.choice(self.units), term=self.rng.choice(self.terms),
                entered_on=start, exited_on=self.until(start),
            )  # fmt: skip

    def make(self) -> None:
        """Write everybody."""
        people = Official.objects.bulk_create([self.official(number) for number in range(PEOPLE)])
        for model, rows_of in (
            (Appointment, self.posts), (Qualification, self.learnt), (Rating, self.ratings),
            (TrainingRecord, self.attended), (SuccessionEntry, self.planned),
        ):  # fmt: skip
            model.objects.bulk_create([row for person in people for row in rows_of(person)])


UNITS = (("T", ""), ("T.A", "T"), ("T.B", "T"), ("T.A.1", "T.A"), ("T.A.1.X", "T.A.1"))


def install() -> None:
    """Code lists and a tree of five units."""
    by = Actor.system("Kiểm thử", date(2026, 1, 1))
    install_reference(by)
    rows = [
        UnitRow(code=code, name=f"Đơn vị {code}", parent_code=parent, short_name="", kind="SO_NGANH", sector="state",
                level="province", territory_code="", valid_from=date(2000, 1, 1))
        for code, parent in UNITS
    ]  # fmt: skip
    load_units(by=by, rows=rows)


def value_of(parameter: Parameter, fact: Fact[Any]) -> st.SearchStrategy[Any]:
    """A proper value for a blank."""
    if parameter.kind == "bool":
        return st.booleans()
    if parameter.kind == "int":
        small = {"years": 4, "since_year": 2100}.get(parameter.name, 80 if fact.code == "age" else 200)
        low = 2010 if parameter.name == "since_year" else parameter.minimum
        return st.integers(low, min(parameter.maximum, 2030 if parameter.name == "since_year" else small))
    codes = [code for code, _ in parameter.options] or ["P1", "P2", "P3"]
    return st.sampled_from(codes) if parameter.kind == "choice" else st.lists(
        st.sampled_from(codes), min_size=1, max_size=4, unique=True
    )  # fmt: skip


def leaf_of(fact: Fact[Any]) -> st.SearchStrategy[Leaf]:
    """A leaf that asks the fact, with its needed blanks and perhaps the others."""
    needed = {p.name: value_of(p, fact) for p in fact.parameters if p.required}
    other = {p.name: value_of(p, fact) for p in fact.parameters if not p.required}
    filled = st.fixed_dictionaries(needed, optional=other)
    return filled.filter(lambda params: fact.fault(params) is None).map(lambda params: Leaf(fact.code, params))


def qualification_leaf(catalogue: Catalogue[Dossier]) -> st.SearchStrategy[Leaf]:
    """A ladder and one of its own rungs."""
    lists = load_codes(CODE_LIST_OF.values()).lists
    pairs = [(kind, code) for kind, name in CODE_LIST_OF.items() for code in lists.get(name, {})]
    return st.sampled_from(pairs).map(lambda pair: Leaf("qualification", {"kind": pair[0], "min": pair[1]}))


def tree_of(catalogue: Catalogue[Dossier]) -> st.SearchStrategy[Node]:
    """A tree of up to eight leaves, with empty groups and nested negations."""
    own = {"qualification": qualification_leaf(catalogue)}
    leaf = st.one_of(*(own[fact.code] if fact.code in own else leaf_of(fact) for fact in catalogue.facts.values()))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda c: AllOf(tuple(c))),
            st.lists(inner, max_size=3).map(lambda c: AnyOf(tuple(c))),
            inner.map(Negation),
        ),
        max_leaves=8,
    )


def disagreements(node: Node, catalogue: Catalogue[Dossier], people: dict[int, Dossier], on: date) -> list[str]:
    """The people about whom the query and the evaluation differ."""
    found = ids_meeting(node, catalogue, on)
    return [
        f"{'query' if pk in found else 'person'} only: {person.full_name} {to_json(node)} {on}"
        for pk, person in people.items()
        if (pk in found) != holds(node, catalogue, person, on)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_query_and_person_agree_on_random_criteria(seed: int) -> None:
    install()
    Maker(seed).make()
    catalogue = load_catalogue()
    people = load_dossiers(list(Official.objects.values_list("pk", flat=True)))
    assert len(people) == PEOPLE
    decided: list[bool] = []

    @settings(max_examples=50, deadline=None, derandomize=True, database=None,
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
    @given(tree_of(catalogue), st.dates(FIRST, LAST))
    def agree(node: Node, on: date) -> None:
        catalogue.check(node)
        assert disagreements(node, catalogue, people, on) == []
        decided.append(0 < len(ids_meeting(node, catalogue, on)) < PEOPLE)

    agree()
    assert sum(decided) > len(decided) / 4  # the criteria are not mostly trivial


@pytest.mark.django_db
def test_query_and_person_agree_on_every_fact_and_on_its_negation() -> None:
    install()
    Maker(3).make()
    catalogue = load_catalogue()
    people = load_dossiers(list(Official.objects.values_list("pk", flat=True)))
    for fact in catalogue.facts.values():
        leaves = qualification_leaf(catalogue) if fact.code == "qualification" else leaf_of(fact)

        @settings(max_examples=12, deadline=None, derandomize=True, database=None,
                  suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
        @given(leaves, st.dates(FIRST, LAST))
        def agree(leaf: Leaf, on: date) -> None:
            for node in (leaf, Negation(leaf), Negation(Negation(leaf)), Negation(AnyOf((leaf, Negation(leaf))))):
                assert disagreements(node, catalogue, people, on) == []

        agree()


@pytest.mark.django_db
def test_every_fact_has_a_sentence_evidence_and_a_way_through_json() -> None:
    install()
    Maker(4).make()
    catalogue = load_catalogue()
    people = load_dossiers(list(Official.objects.values_list("pk", flat=True))[:20])
    for fact in catalogue.facts.values():
        leaves = qualification_leaf(catalogue) if fact.code == "qualification" else leaf_of(fact)

        @settings(max_examples=5, deadline=None, derandomize=True, database=None,
                  suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
        @given(leaves, st.dates(FIRST, LAST))
        def told(leaf: Leaf, on: date) -> None:
            sentence = explain(leaf, catalogue)
            assert not sentence[0].islower() and len(sentence) > 4 and "  " not in sentence and "{" not in sentence
            assert read_criterion(to_json(leaf), catalogue) == leaf
            for person in people.values():
                verdict = judge(leaf, catalogue, person, on)
                assert verdict.evidence.strip() and verdict.asked.lower() == sentence.lower()
                assert verdict.holds == holds(leaf, catalogue, person, on)

        told()


SENTENCES = [
    ({"fact": "age", "min": 30, "max": 45}, "Từ 30 đến 45 tuổi"),
    ({"fact": "age", "max": 45}, "Không quá 45 tuổi"),
    ({"fact": "sex", "is": "F"}, "Là nữ"),
    ({"fact": "minority", "is": False}, "Không là người dân tộc thiểu số"),
    ({"fact": "party", "status": "official"}, "Là đảng viên chính thức"),
    ({"fact": "service", "min_months": 24}, "Đủ 24 tháng công tác"),
    ({"fact": "employed"}, "Đang công tác"),
    ({"not": {"fact": "employed"}}, "Không thỏa (đang công tác)"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "sentence"), SENTENCES)
def test_sentences_of_the_field(data: dict[str, Any], sentence: str) -> None:
    install()
    catalogue = load_catalogue()
    assert explain(read_criterion(data, catalogue), catalogue) == sentence


@pytest.mark.django_db
def test_a_rung_of_another_ladder_is_refused() -> None:
    install()
    catalogue = load_catalogue()
    lists = load_codes(CODE_LIST_OF.values()).lists
    foreign = next(code for code in lists["political_theory"] if code not in lists["professional_qualification"])
    with pytest.raises(BadInput, match="không có bậc"):
        read_criterion({"fact": "qualification", "kind": "professional", "min": foreign}, catalogue)


@pytest.mark.django_db
def test_posts_of_equal_rank_and_reranked_tiers() -> None:
    """Two tiers of the same stamped rank both count, and a stamp outlives a change of the list."""
    install()
    low, high = ManagementTier.objects.order_by("rank")[:2]
    unit, title = Unit.objects.get(code="T"), Title.objects.first()
    person = Official.objects.create(
        code="E1", full_name="Hai chức", sex="M", birth="1980", birth_on=date(1980, 1, 1), registered_on=FIRST
    )
    for tier in (low, high):
        Appointment.objects.create(
            official=person,
            unit=unit,
            title=title,
            level="province",
            sector="state",
            tier=tier,
            tier_rank=7,
            valid_from=FIRST,
        )
    catalogue = load_catalogue()
    dossier = load_dossiers([person.pk])
    for tier in (low, high):
        node = from_json({"fact": "tier", "in": [tier.code]})
        assert ids_meeting(node, catalogue, FIRST) == {person.pk}
        assert disagreements(node, catalogue, dossier, FIRST) == []
