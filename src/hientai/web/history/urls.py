"""Addresses of the history desk."""

from django.urls import path

from hientai.web.history import acts, reading, verifying

urlpatterns = [
    path("nhat-ky/", acts.history, name="history"),
    path("nhat-ky/<int:pk>/", acts.act, name="act"),
    path("nhat-ky/cua/<str:label>/<str:pk>/", acts.history_of, name="history_of"),
    path("nhat-ky/khong-qua-nghiep-vu/", acts.unsigned, name="unsigned_changes"),
    path("nhat-ky/xem-xuat/", reading.reading_log, name="reading_log"),
    path("nhat-ky/xac-minh/", verifying.verify, name="verify_audit"),
]
