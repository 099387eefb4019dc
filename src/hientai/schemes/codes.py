"""Codes of schemes, targets and tasks."""

from __future__ import annotations

from django.db import models


class SchemeStatus(models.TextChoices):
    """The life of a scheme."""

    DRAFT = "draft", "Dự thảo"
    IN_FORCE = "in_force", "Đang thực hiện"
    REVIEWED = "reviewed", "Đã tổng kết"


SCHEME_TRANSITIONS: dict[str, frozenset[str]] = {
    SchemeStatus.DRAFT: frozenset({SchemeStatus.IN_FORCE}),
    SchemeStatus.IN_FORCE: frozenset({SchemeStatus.REVIEWED}),
    SchemeStatus.REVIEWED: frozenset(),
}
SCHEME_OWNER: dict[str, str] = {
    SchemeStatus.DRAFT: "Ban Tổ chức",
    SchemeStatus.IN_FORCE: "Ban Tổ chức",
    SchemeStatus.REVIEWED: "",
}


class TaskKind(models.TextChoices):
    """A scheme has task groups, solutions, and the work under them."""

    TASK_GROUP = "task_group", "Nhóm nhiệm vụ"
    SOLUTION = "solution", "Nhóm giải pháp"
    WORK = "work", "Việc cụ thể"


class TaskStatus(models.TextChoices):
    """The life of a task."""

    PLANNED = "planned", "Chưa bắt đầu"
    UNDER_WAY = "under_way", "Đang thực hiện"
    DONE = "done", "Hoàn thành"
    DROPPED = "dropped", "Thôi thực hiện"


TASK_TRANSITIONS: dict[str, frozenset[str]] = {
    TaskStatus.PLANNED: frozenset({TaskStatus.UNDER_WAY, TaskStatus.DONE, TaskStatus.DROPPED}),
    TaskStatus.UNDER_WAY: frozenset({TaskStatus.UNDER_WAY, TaskStatus.DONE, TaskStatus.DROPPED}),
    TaskStatus.DONE: frozenset({TaskStatus.UNDER_WAY}),
    TaskStatus.DROPPED: frozenset({TaskStatus.PLANNED}),
}
TASK_OWNER: dict[str, str] = {
    TaskStatus.PLANNED: "Cơ quan chủ trì",
    TaskStatus.UNDER_WAY: "Cơ quan chủ trì",
    TaskStatus.DONE: "Ban Tổ chức",
    TaskStatus.DROPPED: "Ban Tổ chức",
}


class ProgressState(models.TextChoices):
    """Where a target stands against its path."""

    MET = "met", "Đã đạt"
    ON_PATH = "on_path", "Đúng lộ trình"
    BEHIND = "behind", "Chậm so với lộ trình"
    EMPTY = "empty", "Chưa có đối tượng"
