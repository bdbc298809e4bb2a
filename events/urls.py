from django.urls import path

from events import views
from events.organiser.urls import urlpatterns as organiser_pages

app_name = "events"
urlpatterns = [
    path("events/", views.event_list, name="list"),
    *organiser_pages,
]
