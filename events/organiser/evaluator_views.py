"""Who scores what: the pool, the groups, team logins and their cards."""

from django.http import Http404

from accounts.organiser_pages import organiser_page


@organiser_page
def evaluators(request, event_pk):
    raise Http404


@organiser_page
def evaluator_place(request, event_pk):
    raise Http404


@organiser_page
def team_cards(request, event_pk):
    raise Http404
