"""The admin site itself: who gets in, which pages, and how the rest are turned away."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.backoffice.scoped_admin import ScopedModelAdmin
from accounts.sign_in.pages import OwnPasswordChange
from foundation.text.database_text import is_storable
from klepak.workplace.home import home
from klepak.workplace.menu import menu_of


class ChoicesView(AutocompleteJsonView):
    """Autocompletion; choices of one name are labelled so that they can be told apart."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return {**result, "text": self.model_admin.choice_label(obj)}


class KlepakAdminSite(AdminSite):
    """The organisers' workplace. Evaluators get a 403, strangers the product's own sign-in.

    Django's admin in the organisers' words: the front page lists their events, the menu says what
    they do, and pages of their own (`foundation.web.organiser_pages`) stand in the same frame.
    """

    site_header = "Klepak Scores"
    site_title = "Klepak Scores"
    index_title = _("My events")
    enable_nav_sidebar = True

    def register(self, model_or_iterable, admin_class=None, **options):
        """Registers only a ModelAdmin that is limited to the user's organisations.

        Every organiser passes Django's own permission checks (`User.has_perm`), so the tables that
        libraries register by themselves, such as Django's groups or the log of failed sign-ins,
        would be open to all of them. Nobody needs those here: a lock ends by itself.
        """
        if admin_class is not None and issubclass(admin_class, ScopedModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied  # to sign in again would help nobody
            if not is_storable(dict(request.GET.lists())):
                raise BadRequest("No database can be asked for this text.")
            return guarded(request, *args, **kwargs)

        return inner

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(
            request.GET.get("next") or reverse("admin:index"), reverse("accounts:sign-in")
        )

    def password_change(self, request, extra_context=None):
        request.current_app = self.name
        return OwnPasswordChange.as_view(
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def autocomplete_view(self, request):
        return ChoicesView.as_view(admin_site=self)(request)

    def each_context(self, request):
        return {**super().each_context(request), "site_url": reverse("events:list")}

    def get_app_list(self, request, app_label=None):
        """The menu, whichever app is asked for: apps have no pages of their own."""
        return menu_of(self, request)

    def app_index(self, request, app_label, extra_context=None):
        """Redirects to the front page: organisers have no pages by app."""
        return redirect("admin:index", permanent=False)

    def index(self, request, extra_context=None):
        """My events, with what to do next for each."""
        found = home(request.user, request.GET.get("page"))
        return super().index(request, {"home": found, "page": found.page, **(extra_context or {})})
