"""Verification of the chain: asked for here, done by the worker, its last result shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hientai.access.codes import Permission as P
from hientai.base.audit.verifying import KIND
from hientai.base.jobs.queue import enqueue
from hientai.base.models import Job
from hientai.web.acting import actor, needs, scope
from hientai.web.history.scoping import sees_everything

WORDS = {Job.State.QUEUED: "waiting", Job.State.RUNNING: "running"}


@needs(P.VIEW_AUDIT)
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Start a verification, or show the last one; for those who may read the whole audit."""
    if not sees_everything(scope(request)):
        raise Http404
    jobs = Job.objects.filter(kind=KIND)
    waiting = jobs.filter(state__in=list(WORDS)).order_by("pk").first()
    if request.method == "POST":
        if waiting is None:
            enqueue(KIND, "Xác minh nhật ký", {}, by=actor(request), priority=1)
            messages.info(request, "Đang xác minh; kết quả hiện ở trang này.")
        return redirect("web:verify_audit")
    last = jobs.filter(state__in=[Job.State.DONE, Job.State.FAILED]).order_by("-pk").first()
    progress = None
    if waiting is not None:
        url = reverse("web:job", args=[waiting.pk])
        progress = {"label": waiting.title, "state": WORDS[Job.State(waiting.state)], "poll_url": url, "total": None,
                    "id": "job-progress", "message": waiting.message}  # fmt: skip
    context = {"waiting": waiting, "progress": progress, "last": last, "result": last.result if last else {}}
    return render(request, "history/verify.html", context)
