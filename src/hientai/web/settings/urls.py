"""Addresses of the settings desk."""

from django.urls import path

from hientai.web.settings import accounts, books, jobs, overview

urlpatterns = [
    path("cai-dat/", overview.settings, name="settings"),
    path("cai-dat/tai-khoan/", accounts.accounts, name="accounts"),
    path("cai-dat/tai-khoan/tao/", accounts.create, name="account_create"),
    path("cai-dat/tai-khoan/<int:pk>/", accounts.account, name="account"),
    path("cai-dat/tai-khoan/<int:pk>/mat-khau/", accounts.reset_password, name="account_password"),
    path("cai-dat/tai-khoan/<int:pk>/dong-mo/", accounts.open_or_close, name="account_door"),
    path("cai-dat/tai-khoan/<int:pk>/giao-quyen/", accounts.grant, name="account_grant"),
    path("cai-dat/quyen/<int:pk>/thu-hoi/", accounts.revoke, name="grant_revoke"),
    path("cai-dat/vai-tro/", overview.roles, name="roles"),
    path("cai-dat/bang/<slug:slug>/", books.book, name="book"),
    path("cai-dat/bang/<slug:slug>/them/", books.add, name="book_add"),
    path("cai-dat/bang/<slug:slug>/<int:pk>/", books.edit, name="book_edit"),
    path("cai-dat/viec-nen/", jobs.jobs, name="jobs"),
    path("cai-dat/viec-nen/<int:pk>/", jobs.job, name="job"),
    path("cai-dat/viec-nen/<int:pk>/dung/", jobs.cancel, name="job_cancel"),
]
