"""Fill an empty installation with a competition to try everything on."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoring.demo.competition import PASSWORD, build_demo, demo_accounts


class Command(BaseCommand):
    help = (
        "Create a demo competition with 120 participants, results and logins."
        " Does nothing where it is there already. Refuses to run in production."
    )

    def handle(self, **options):
        if not settings.DEBUG:
            raise CommandError(
                "The demo has logins with a published password, so it runs only with DEBUG=true."
            )
        if demo_accounts():
            self.stdout.write("The demo is there already and was left as it is.")
        else:
            event = build_demo()
            self.stdout.write(f"The demo “{event}” is ready.")
        self.stdout.write(f"\nSign in as any of these; the password is always {PASSWORD}")
        for user in demo_accounts():
            self.stdout.write(f"  {user.email:<26} {user.get_role_display():<12} {user.full_name}")
