"""The addresses of pages."""

from django.urls import reverse


def entry_page(group, activity):
    return reverse("scoring:entry", args=[group.pk, activity.pk])


def row_page(participant, activity):
    return reverse("scoring:row-save", args=[participant.group_id, activity.pk, participant.pk])


def board_page(event):
    return reverse("scoring:leaderboard", args=[event.pk])


def live_page(event):
    return reverse("scoring:leaderboard-live", args=[event.pk])
