"""Addresses of the people desk."""

from django.urls import path

from hientai.web.people import corrections, exporting, merging, pools, views

urlpatterns = [
    path("can-bo/", views.people, name="people"),
    path("can-bo/xuat/", exporting.export_people, name="people_export"),
    path("can-bo/trung/", merging.duplicates, name="duplicates"),
    path("can-bo/trung/hop-nhat/", merging.merge, name="merge"),
    path("can-bo/dinh-chinh/", corrections.corrections, name="corrections"),
    path("can-bo/dinh-chinh/<int:pk>/", corrections.correction, name="correction"),
    path("can-bo/<int:pk>/", views.person, name="person"),
    path("can-bo/<int:pk>/sua/", views.edit, name="person_edit"),
    path("can-bo/<int:pk>/thoi-cong-tac/", views.leaving, name="person_leaving"),
    path("can-bo/<int:pk>/quy-hoach/", pools.enter, name="pool_enter"),
    path("ho-so-cua-toi/", views.my_record, name="my_record"),
    path("quy-hoach/", pools.pools, name="pools"),
    path("quy-hoach/<int:pk>/dua-ra/", pools.leave, name="pool_leave"),
]
