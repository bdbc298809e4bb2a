"""What the audit trail calls the actions of this app."""

from django.utils.translation import gettext_lazy as _

from accounts.trail.vocabulary import Section

SECTIONS = [
    Section(
        80,
        _("Diplomas"),
        {
            "CREATE_DIPLOMA": _("Diploma created"),
            "UPDATE_DIPLOMA": _("Diploma changed"),
            "DELETE_DIPLOMA": _("Diploma deleted"),
            "DISCARD_DIPLOMA_DRAFT": _("Draft of a diploma discarded"),
            "PRINT_DIPLOMAS": _("Diplomas printed"),
            "HAND_OVER_DIPLOMAS": _("Diplomas handed over"),
            "REWORD_DIPLOMAS": _("Diplomas in words of their own"),
            "TAKE_BACK_DIPLOMAS": _("Diplomas taken back"),
            "SIGN_DIPLOMAS": _("Who signs diplomas changed"),
            "CREATE_AWARD_RULE": _("Rule for diplomas added"),
            "UPDATE_AWARD_RULE": _("Rule for diplomas changed"),
            "DELETE_AWARD_RULE": _("Rule for diplomas deleted"),
        },
    ),
]
COUNTED = {"bg_image_url": _("background image"), "fonts": _("fonts")}
"""What comes with a file is no field of a template, and is called so in its rows."""
