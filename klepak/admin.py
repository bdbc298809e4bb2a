"""The admin site itself: who gets in, and how the rest are turned away."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class KlepakAdminSite(AdminSite):
    """Django's admin for organisers. Evaluators get a 403, strangers the product's own sign-in."""

    site_header = "Klepak Scores"
    site_title = "Klepak Scores"
    index_title = _("Overview")
    enable_nav_sidebar = True

    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(
            request.GET.get("next") or reverse("admin:index"), reverse("accounts:sign-in")
        )

    def each_context(self, request):
        return {**super().each_context(request), "site_url": reverse("home")}
