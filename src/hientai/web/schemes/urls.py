"""Addresses of the scheme desk."""

from django.urls import path

from hientai.web.schemes import drafting, populations, targets, tasks, views

urlpatterns = [
    path("de-an/", views.schemes, name="schemes"),
    path("de-an/moi/", drafting.new_scheme, name="scheme_new"),
    path("de-an/nhom/", populations.populations, name="populations"),
    path("de-an/nhom/moi/", populations.edit_population, name="population_new"),
    path("de-an/nhom/<int:pk>/", populations.edit_population, name="population_edit"),
    path("de-an/<int:pk>/", views.scheme, name="scheme"),
    path("de-an/<int:pk>/trang-thai/", drafting.change_status, name="scheme_status"),
    path("de-an/<int:pk>/sua/", views.edit, name="scheme_edit"),
    path("de-an/<int:pk>/chot-so-do/", views.measure, name="scheme_measure"),
    path("de-an/<int:pk>/ghi-nhan/", views.review, name="scheme_review"),
    path("de-an/<int:pk>/chi-tieu/them/", targets.edit_target, name="target_add"),
    path("de-an/<int:pk>/chi-tieu/<int:target_pk>/sua/", targets.edit_target, name="target_edit"),
    path("de-an/<int:pk>/nhiem-vu/them/", tasks.edit_task, name="task_add"),
    path("de-an/<int:pk>/nhiem-vu/<int:task_pk>/sua/", tasks.edit_task, name="task_edit"),
    path("de-an/nhiem-vu/<int:pk>/tien-do/", tasks.report_task, name="task_report"),
    path("de-an/chi-tieu/<int:pk>/nguoi/", targets.target_people, name="target_people"),
    path("de-an/chi-tieu/<int:pk>/nguoi/xuat/", targets.target_people_export, name="target_people_export"),
]
