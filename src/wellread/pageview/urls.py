from django.urls import path

from wellread.pageview import views

urlpatterns = [
    path("", views.front, name="front"),
    path("topic/<str:slug>/", views.topic, name="topic"),
    path("author/<str:slug>/", views.author, name="author"),
    path("pages/<str:slug>/", views.standing_page, name="standing_page"),
    path("<str:slug>/", views.section, name="section"),
    path("<str:section>/<str:slug>/", views.article, name="article"),
    path("<str:section>/<str:slug>/entry/<int:number>/", views.entry, name="entry"),
]
