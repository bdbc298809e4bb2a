from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiplomasConfig(AppConfig):
    name = "diplomas"
    verbose_name = _("Diplomas")

    def ready(self):
        """Every event has a template from the start; its templates, its rules for diplomas and who
        signs them go along when it is copied, and rules follow a category that is renamed; the
        audit trail knows what this app does; results are exported as PDF, too; the demo has
        diplomas of its own; who looks at an event, or at other rules, learns which printed diplomas
        are not true any more; and those stay with who is left of two that are merged, and without
        the name of who is erased.
        """
        from accounts.trail import vocabulary
        from diplomas.awards.rule_changes import copy_rules, follow_category_names
        from diplomas.awards.signatures import copy_signatures
        from diplomas.demo.look import give_demo_diplomas
        from diplomas.design import actions
        from diplomas.design.beginnings import copy_templates, give_first_template
        from diplomas.issued.erasing import erase_names
        from diplomas.issued.issuing import move_to
        from diplomas.issued.notices import notice_for_hub, sentences_about
        from diplomas.printing.batches import FORMATS_OF_DIPLOMAS
        from diplomas.result_lists.pages import LISTS_TO_HANG_UP
        from events.life.copying import ALSO_COPIED
        from events.life.lifecycle import ALSO_BEGUN
        from events.parts.writes import ALSO_RENAMED
        from scoring.demo.competition import ALSO_BUILT
        from scoring.erasing.erasing import ALSO_ERASED
        from scoring.exporting.formats import FORMATS, ON_PAGES
        from scoring.merging.merging import ALSO_MOVED
        from scoring.standings_rules.preview import ALSO_CHANGED
        from scoring.watch.pages import ALSO_NOTICED

        if give_first_template not in ALSO_BEGUN:
            ALSO_BEGUN.append(give_first_template)
        if copy_templates not in ALSO_COPIED:
            ALSO_COPIED.append(copy_templates)
        if copy_rules not in ALSO_COPIED:
            ALSO_COPIED.append(copy_rules)
        if give_demo_diplomas not in ALSO_BUILT:
            ALSO_BUILT.append(give_demo_diplomas)
        if copy_signatures not in ALSO_COPIED:
            ALSO_COPIED.append(copy_signatures)
        if follow_category_names not in ALSO_RENAMED:
            ALSO_RENAMED.append(follow_category_names)
        vocabulary.register(actions.SECTIONS, actions.COUNTED)
        FORMATS["pdf"] = LISTS_TO_HANG_UP
        ON_PAGES.update(FORMATS_OF_DIPLOMAS)
        if move_to not in ALSO_MOVED:
            ALSO_MOVED.append(move_to)
        if erase_names not in ALSO_ERASED:
            ALSO_ERASED.append(erase_names)
        if notice_for_hub not in ALSO_NOTICED:
            ALSO_NOTICED.append(notice_for_hub)
        if sentences_about not in ALSO_CHANGED:
            ALSO_CHANGED.append(sentences_about)
