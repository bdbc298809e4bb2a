"""The menu of the organisers' workplace: what they do, in their words, instead of tables by app."""

import re
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OF_ONE_EVENT = re.compile(r"/admin/events/(new|\d+)/")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: model ("app.model") -> what the menu calls it.

    for_super_admins: whether the section is technical and nobody else sees it; whether somebody
    else may open its pages, each ModelAdmin says by itself.
    """

    label: str
    name: str | Promise
    pages: dict[str, str | Promise]
    for_super_admins: bool = False


MENU = [
    Section(
        "competitions",
        _("Competitions"),
        {
            "events.event": _("Events"),
            "events.group": _("Groups"),
            "events.participant": _("Participants"),
            "events.activity": _("Activities"),
            "events.agecategory": _("Age categories"),
            "scoring.record": _("Results"),
        },
    ),
    Section(
        "people",
        _("People"),
        {"accounts.user": _("Users"), "accounts.invitationtoken": _("Invitations")},
    ),
    Section("diplomas", _("Diplomas"), {"diplomas.diplomatemplate": _("Diploma templates")}),
    Section("trail", _("What happened"), {"accounts.auditlog": _("Audit trail")}),
    Section(
        "system",
        _("System"),
        {
            "accounts.organisation": _("Organisations"),
            "events.eventevaluator": _("Evaluators of events"),
            "events.groupevaluator": _("Evaluators of groups"),
            "events.activityevaluator": _("Stations"),
            "scoring.entry": _("Ledger entries"),
        },
        for_super_admins=True,
    ),
]


def menu_of(site: AdminSite, request: HttpRequest) -> list[dict]:
    """The sections that the user may enter, shaped as the admin site's `get_app_list`.

    Each page says with `is_current` whether it, or what it leads to, is the one shown. No queries.
    """
    registered = {model._meta.label_lower: admin for model, admin in site._registry.items()}
    sections = []
    for section in MENU:
        if section.for_super_admins and not request.user.is_super_admin:
            continue
        pages = [
            _page(registered[model], model, name, request)
            for model, name in section.pages.items()
            if model in registered and registered[model].has_view_permission(request)
        ]
        if pages:
            sections.append(
                {
                    "name": section.name,
                    "app_label": section.label,
                    "app_url": reverse("admin:index"),
                    "has_module_perms": True,
                    "models": pages,
                }
            )
    return sections


def _page(admin, model: str, name: str | Promise, request: HttpRequest) -> dict:
    address = reverse(
        f"admin:{model.replace('.', '_')}_changelist", current_app=admin.admin_site.name
    )
    is_event_page = model == "events.event" and OF_ONE_EVENT.match(request.path)
    return {
        "model": admin.model,
        "name": name,
        "object_name": admin.opts.object_name,
        "perms": {"view": True},
        "admin_url": address,
        "add_url": None,
        "view_only": True,
        "is_current": request.path.startswith(address) or bool(is_event_page),
    }
