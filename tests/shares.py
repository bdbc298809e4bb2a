"""What `make test` runs on which database.

Rooms and sources are tested on SQLite; walks over the whole site and pages in a browser on
PostgreSQL with Redis, as in production. What the two could answer differently is run on both.
Without --share every test runs on either: the continuous integration does so.
"""

ON_POSTGRESQL = [
    "accounts/backoffice/test_admin_access.py",
    "accounts/backoffice/test_forged.py",
    "browser",
    "contracts/access",
    "contracts/api",
    "contracts/pages",
    "klepak/api/test_rate_limits.py",
    "klepak/api/test_requests.py",
    "contracts/house/test_bench.py",
]
"""Folders and files below tests/ that are run on PostgreSQL with Redis only."""
ON_BOTH = [
    # Locks, transactions at the same moment, and what a fault between two writes leaves behind.
    "accounts/backoffice/test_deleting.py",
    "accounts/people/test_account_pages.py",
    "accounts/people/test_api_invitations.py",
    "accounts/people/test_api_links.py",
    "accounts/people/test_api_register.py",
    "accounts/people/test_api_users.py",
    "accounts/people/test_bootstrap_super_admin.py",
    "accounts/people/test_invitation_mails.py",
    "accounts/people/test_invitations.py",
    "accounts/people/test_registrations.py",
    "accounts/sign_in/test_api_password_resets.py",
    "accounts/sign_in/test_sign_in_codes.py",
    "accounts/sign_in/test_tokens.py",
    "accounts/sign_in/test_user_names.py",
    "accounts/test_belonging.py",
    "accounts/test_second_organiser.py",
    "events/evaluators/test_evaluators.py",
    "events/evaluators/test_new_logins.py",
    "events/evaluators/test_stations.py",
    "events/evaluators/test_team_cards.py",
    "events/importing/test_doubts.py",
    "events/importing/test_import_progress.py",
    "events/life/test_lifecycle.py",
    "events/parts/test_writes.py",
    "foundation/backup",
    "foundation/jobs",
    "foundation/test_mails.py",
    "scoring/entry/test_activity_lock.py",
    "scoring/entry/test_blanks.py",
    "scoring/entry/test_cell_history.py",
    "scoring/entry/test_doubts.py",
    "scoring/ledger/test_api_at_once.py",
    "scoring/ledger/test_concurrency.py",
    "scoring/ledger/test_ledger.py",
    "scoring/ledger/test_records.py",
    "scoring/ledger/test_submissions.py",
    "scoring/merging",
    "scoring/standings/test_applying.py",
    "scoring/sync/test_sync_at_once.py",
    "scoring/test_verifying.py",
    # Constraints, migrations, JSON, the order and the folding of letters.
    "accounts/models",
    "accounts/trail",
    "contracts/house/test_migrations.py",
    "events/models",
    "events/search",
    # What is kept in the cache, and how the services are.
    "klepak/api/test_health.py",
    "klepak/pages/test_outages.py",
    "scoring/boards/test_leaderboard.py",
    "scoring/boards/test_versions.py",
]
"""Folders and files that are run on either."""


def is_run_on(*, services: bool, path: str) -> bool:
    """Whether the file, by its path below tests/, is in the share of PostgreSQL or of SQLite."""
    if services:
        return _is_in(ON_POSTGRESQL + ON_BOTH, path)
    return not _is_in(ON_POSTGRESQL, path)


def _is_in(listed: list[str], path: str) -> bool:
    return any(path == entry or path.startswith(f"{entry}/") for entry in listed)
