from django.urls import path

from wellread.pageview import views

urlpatterns = [
    path("", views.front, name="front"),
    path("topic/<slug:slug>/", views.topic, name="topic"),
    path("author/<slug:slug>/", views.author, name="author"),
    path("pages/<slug:slug>/", views.standing_page, name="standing_page"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:section>/<slug:slug>/", views.article, name="article"),
    path("<slug:section>/<slug:slug>/entry/<int:number>/", views.entry, name="entry"),
]
