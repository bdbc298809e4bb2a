"""What `make test` runs on which database.

Rooms and sources are tested on SQLite; walks over the whole site and pages in a browser on
PostgreSQL with Redis, as in production. What the two could answer differently is run on both.
Without --share every test runs on either.
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
    # Constraints, migrations, backups, jobs, the order and the folding of letters.
    "accounts/models",
    "accounts/sign_in/test_user_names.py",
    "accounts/trail/test_audit.py",
    "contracts/house/test_migrations.py",
    "events/models",
    "events/parts/test_writes.py",
    "events/search",
    "foundation/backup",
    "foundation/jobs",
    "scoring/standings/test_applying.py",
    "scoring/ledger/test_concurrency.py",
    "scoring/ledger/test_ledger.py",
    "scoring/ledger/test_records.py",
    "scoring/ledger/test_submissions.py",
    "scoring/test_verifying.py",
    # What is kept in the cache, and how the services are.
    "klepak/api/test_health.py",
    "klepak/pages/test_outages.py",
]
"""Folders and files that are run on either."""
AT_ONCE_ON_BOTH = [
    "accounts/backoffice/test_deleting.py",
    "accounts/files",
    "accounts/people",
    "accounts/sign_in/test_api_password_resets.py",
    "accounts/sign_in/test_sign_in_codes.py",
    "accounts/sign_in/test_tokens.py",
    "accounts/test_belonging.py",
    "accounts/test_second_organiser.py",
    "accounts/trail/test_names_of_the_contract.py",
    "diplomas/issued/test_issuing.py",
    "diplomas/printing/test_batches.py",
    "events/evaluators",
    "events/importing/test_import_progress.py",
    "events/life/test_lifecycle.py",
    "foundation/files",
    "foundation/test_mails.py",
    "scoring/boards/test_leaderboard.py",
    "scoring/boards/test_versions.py",
    "scoring/ceremony/test_ceremony.py",
    "scoring/erasing",
    "scoring/entry/test_activity_lock.py",
    "scoring/exporting/test_long_files.py",
    "scoring/entry/test_blanks.py",
    "scoring/entry/test_cell_history.py",
    "scoring/entry/test_doubts.py",
    "scoring/ledger/test_api_at_once.py",
    "scoring/merging",
    "scoring/public/test_public_api.py",
    "scoring/publishing/test_api_publication.py",
    "scoring/sync/test_sync_at_once.py",
]
"""Folders and files that are run on SQLite, and their tests with real transactions on either: what
is done at the same moment, and what a fault between two writes leaves behind.
"""


def is_run_on(*, services: bool, path: str) -> bool:
    """Whether the file, by its path below tests/, is in the share of PostgreSQL or of SQLite."""
    if services:
        return _is_in(ON_POSTGRESQL + ON_BOTH + AT_ONCE_ON_BOTH, path)
    return not _is_in(ON_POSTGRESQL, path)


def is_passed_over(*, services: bool, path: str, real_transactions: bool) -> bool:
    """Whether a test of a file that is run there is left to the other database all the same."""
    return services and not real_transactions and _is_in(AT_ONCE_ON_BOTH, path)


def _is_in(listed: list[str], path: str) -> bool:
    return any(path == entry or path.startswith(f"{entry}/") for entry in listed)
