"""The hard rules as a CP-SAT model over some sessions, the others standing still.

One model serves the repair, the proof that a problem has no timetable, and the conflicts. A session's half-day,
lecturer and room are one choice each; a lecturer (or room) at a half-day is the conjunction of two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ortools.sat.python import cp_model

from hientai.planner.timetable.domains import Domain
from hientai.planner.timetable.problem import PARTS, Placement, Plan, Session
from hientai.planner.timetable.sheet import Book

Literal = cp_model.IntVar


class Model:
    """`at[s, t]`, `taught[s, l]` and `held[s, r]` are the choices of the free sessions; `is_impossible` tells that one
    of them has nowhere to go."""

    def __init__(
        self, book: Book, allowed: Mapping[str, Domain], free: Iterable[str], still: Iterable[Placement]
    ) -> None:
        self.book = book
        self.cp = cp_model.CpModel()
        self.free = [book.sessions[name] for name in free]
        self.at: dict[tuple[str, int], Literal] = {}
        self.taught: dict[tuple[str, str], Literal] = {}
        self.held: dict[tuple[str, str], Literal] = {}
        self.is_impossible = False
        self._busy: set[tuple[str, str, int]] = set()
        self._load: dict[tuple[str, int], int] = defaultdict(int)
        self._still: dict[str, tuple[int, int]] = {}
        self._present: set[tuple[str, int]] = set()
        for placement in still:
            self._stand(placement)
        for session in self.free:
            self._choose(session, allowed[session.id])
        self._keep_classes_apart()
        self._keep_order()
        self._keep_lecturers()
        self._keep_rooms()
        self._keep_boarding()

    def _stand(self, placement: Placement) -> None:
        session = self.book.sessions[placement.session]
        first = self.book.grid.slot(placement.on, placement.part)
        if first is None:
            return
        self._still[session.id] = (first, first + session.half_days - 1)
        self._present.add((session.class_id, first // len(PARTS)))
        for slot in range(first, first + session.half_days):
            self._busy.add(("class", session.class_id, slot))
            if placement.lecturer is not None:
                self._busy.add(("lecturer", placement.lecturer, slot))
                self._load[placement.lecturer, self.book.grid.week_of_day[slot // len(PARTS)]] += 1
            if placement.room is not None:
                self._busy.add(("room", placement.room, slot))

    def _choose(self, session: Session, domain: Domain) -> None:
        earlier = [self._still[one][1] for one in self.book.before[session.id] if one in self._still]
        later = [first for one, (first, _last) in self._still.items() if session.id in self.book.before[one]]
        slots = [
            slot
            for slot in domain.slots
            if slot > max(earlier, default=-1)
            and slot + session.half_days - 1 < min(later, default=1 << 30)
            and not any(("class", session.class_id, one) in self._busy for one in self._span(session, slot))
        ]
        for slot in slots:
            self.at[session.id, slot] = self.cp.new_bool_var(f"at {session.id} {slot}")
        self._one_of([self.at[session.id, slot] for slot in slots])
        if session.needs_lecturer:
            for name in domain.lecturers:
                self.taught[session.id, name] = self.cp.new_bool_var(f"by {session.id} {name}")
            self._one_of([self.taught[session.id, name] for name in domain.lecturers])
        if session.needs_room:
            for name in domain.rooms:
                self.held[session.id, name] = self.cp.new_bool_var(f"in {session.id} {name}")
            self._one_of([self.held[session.id, name] for name in domain.rooms])

    def _one_of(self, choices: list[Literal]) -> None:
        if choices:
            self.cp.add_exactly_one(choices)
        else:
            self.is_impossible = True

    def _span(self, session: Session, slot: int) -> range:
        return range(slot, slot + session.half_days)

    def slots(self, session: Session) -> list[int]:
        """The slots a free session may take."""
        return self._slots_of[session.id]

    @property
    def _slots_of(self) -> dict[str, list[int]]:
        if not hasattr(self, "_slots"):
            self._slots: dict[str, list[int]] = defaultdict(list)
            for name, slot in self.at:
                self._slots[name].append(slot)
        return self._slots

    def _keep_classes_apart(self) -> None:
        taken: dict[tuple[str, int], list[Literal]] = defaultdict(list)
        for session in self.free:
            for slot in self.slots(session):
                for one in self._span(session, slot):
                    taken[session.class_id, one].append(self.at[session.id, slot])
        for choices in taken.values():
            if len(choices) > 1:
                self.cp.add_at_most_one(choices)

    def _keep_order(self) -> None:
        free = {one.id for one in self.free}
        start = {one.id: sum(slot * self.at[one.id, slot] for slot in self.slots(one)) for one in self.free}
        for session in self.free:
            before = self.book.before[session.id] & free
            # What another free predecessor already comes after need not be said again.
            direct = before - frozenset().union(*(self.book.before[one] for one in before))
            for one in direct:
                if self.slots(session) and self.slots(self.book.sessions[one]):
                    self.cp.add(start[session.id] >= start[one] + self.book.sessions[one].half_days)

    def _both(self, kind: str, session: Session, name: str, choice: Literal, absent: set[int]) -> dict[int, Literal]:
        """For every slot the literal 'session there with this lecturer or room'; impossible pairs are excluded."""
        found: dict[int, Literal] = {}
        for slot in self.slots(session):
            at = self.at[session.id, slot]
            if any((kind, name, one) in self._busy or one in absent for one in self._span(session, slot)):
                self.cp.add_bool_or([~at, ~choice])
                continue
            both = self.cp.new_bool_var(f"{session.id} {slot} {name}")
            self.cp.add_bool_or([~at, ~choice, both])
            found[slot] = both
        return found

    def _keep_lecturers(self) -> None:
        taken: dict[tuple[str, int], list[Literal]] = defaultdict(list)
        weeks: dict[tuple[str, int], list[Literal]] = defaultdict(list)
        week = self.book.grid.week_of_day
        by_id = {one.id: one for one in self.free}
        for (session_id, name), choice in self.taught.items():
            session = by_id[session_id]
            for slot, both in self._both("lecturer", session, name, choice, self.book.lecturer_absent[name]).items():
                for one in self._span(session, slot):
                    taken[name, one].append(both)
                    weeks[name, week[one // len(PARTS)]].append(both)
        for choices in taken.values():
            if len(choices) > 1:
                self.cp.add_at_most_one(choices)
        for (name, number), choices in weeks.items():
            left = self.book.lecturers[name].week_limit - self._load[name, number]
            if left < len(choices):
                self.cp.add(sum(choices) <= max(0, left))

    def _keep_rooms(self) -> None:
        taken: dict[tuple[str, int], list[Literal]] = defaultdict(list)
        by_id = {one.id: one for one in self.free}
        for (session_id, name), choice in self.held.items():
            session = by_id[session_id]
            for slot, both in self._both("room", session, name, choice, self.book.room_absent[name]).items():
                for one in self._span(session, slot):
                    taken[name, one].append(both)
        for choices in taken.values():
            if len(choices) > 1:
                self.cp.add_at_most_one(choices)

    def _keep_boarding(self) -> None:
        capacity = self.book.problem.boarding_capacity
        if capacity is None:
            return
        coming: dict[tuple[str, int], list[Literal]] = defaultdict(list)
        for session in self.free:
            for slot in self.slots(session):
                coming[session.class_id, slot // len(PARTS)].append(self.at[session.id, slot])
        days: dict[int, list[tuple[int, Literal]]] = defaultdict(list)
        for (name, day), choices in coming.items():
            boarders = self.book.classes[name].boarders
            if boarders and (name, day) not in self._present:
                present = self.cp.new_bool_var(f"present {name} {day}")
                for choice in choices:
                    self.cp.add_implication(choice, present)
                days[day].append((boarders, present))
        for day, classes in days.items():
            there = sum(self.book.classes[name].boarders for name, number in self._present if number == day)
            if there + sum(boarders for boarders, _present in classes) > capacity:
                self.cp.add(sum(boarders * present for boarders, present in classes) <= max(0, capacity - there))

    def plan(self, solver: cp_model.CpSolver, still: Iterable[Placement]) -> Plan:
        """The plan of a solved model together with what stood still."""
        slot_of = {name: slot for (name, slot), choice in self.at.items() if solver.boolean_value(choice)}
        who = {name: lecturer for (name, lecturer), choice in self.taught.items() if solver.boolean_value(choice)}
        room = {name: one for (name, one), choice in self.held.items() if solver.boolean_value(choice)}
        moved = [
            Placement(one.id, *self.book.grid.half_day(slot_of[one.id]), who.get(one.id), room.get(one.id))
            for one in self.free
        ]
        return Plan((*still, *moved))


def solver_for(seconds: float, seed: int) -> cp_model.CpSolver:
    """A CP-SAT solver with a time limit in seconds, two workers and a seed."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    return solver
