"""Every field of every table, by what it says of people: what the page about privacy is held to.

A new field has to be put into one of the two, or a test fails: so the page can forget none.
"""

PERSONAL = {
    "names": {
        "events.Participant": (
            "display_name last_name search_key sort_key external_id gender age birth_date"
            " birth_year birth_order event group status is_hidden"
        ),
    },
    "more": {"events.Participant": "metadata"},
    "diplomas": {
        "diplomas.Diploma": (
            "event kind participant group rule activity code facts wording state reason printed_at"
            " changed_at"
        ),
    },
    "results": {
        "scoring.Record": (
            "activity participant entry value_raw value attempts status reason created_at"
            " updated_at"
        ),
        "scoring.Entry": (
            "uuid activity participant group_at_entry value_raw value attempts status reason source"
            " captured_at clock_offset_ms received_at based_on"
        ),
        "scoring.Confirmation": "entry confirmed_at",
        "scoring.CeremonyBoard": "taken",
    },
    "pictures": {"scoring.EventPicture": "publication file small_file"},
    "uploads": {
        "foundation.Job": (
            "kind owner organisation subject file_name content options arguments context outcome"
            " created_at expires_at"
        ),
    },
    "files": {
        "accounts.File": (
            "owner organisation purpose name content_type size stored width height duration_ms"
            " is_public refusal created_at"
        ),
        "accounts.Upload": "owner organisation purpose name length offset parts file created_at",
    },
    "texts": {
        "events.Event": "name search_key sort_key place date",
        "events.Group": "name name_key search_key sort_key identifier",
        "events.Activity": "name sort_key description",
        "scoring.StandingsVersion": "reason",
        "scoring.Publication": "slug",
        "scoring.EventPicture": "text",
        "scoring.Amendment": "reason",
        "scoring.Ceremony": "note",
        "scoring.CeremonyBoard": "note",
        "diplomas.DiplomaTemplate": "name background_address background_file items",
        "diplomas.TemplateVersion": "template name background_address background_file items",
        "diplomas.AwardRule": "name",
        "diplomas.DiplomaSettings": "signatures",
        "accounts.Organisation": "name sort_key slug",
    },
    "account": {
        "accounts.User": (
            "email username full_name sort_key role is_active is_team language created_at"
        ),
        "accounts.Membership": "user organisation role",
    },
    "password": {"accounts.User": "password access_version"},
    "seen": {"accounts.User": "last_login last_seen_at"},
    "work": {
        "events.Event": "created_by",
        "events.EventEvaluator": "event user",
        "events.GroupEvaluator": "event_evaluator group",
        "events.ActivityEvaluator": "event_evaluator activity",
        "scoring.Record": "evaluator",
        "scoring.Entry": "entered_by device",
        "scoring.Confirmation": "confirmed_by",
        "diplomas.Diploma": "printed_by",
        "diplomas.DiplomaTemplate": "published_by published_at version",
        "diplomas.TemplateVersion": "made_by made_at number",
        "scoring.StandingsVersion": "made_by",
        "scoring.Amendment": "taken_back_by",
        "scoring.Ceremony": "moved_by",
    },
    "invitations": {
        "accounts.InvitationToken": (
            "email role organisation invited_by language token_hash created_at expires_at used_at"
            " revoked_at"
        ),
    },
    "links": {
        "accounts.PasswordReset": "user token_hash created_at expires_at used_at",
        "accounts.SignInCode": (
            "user token_hash created_by created_at expires_at used_at revoked_at"
        ),
    },
    "sessions": {
        "sessions.Session": "session_key session_data expire_date",
        "token_blacklist.OutstandingToken": "user jti token created_at expires_at",
        "token_blacklist.BlacklistedToken": "token blacklisted_at",
    },
    "trail": {
        "accounts.AuditLog": (
            "actor action resource_type resource_id organisation event_id detail told changes ip"
            " created_at"
        ),
    },
    "failures": {
        "axes.AccessAttempt": (
            "user_agent ip_address username http_accept path_info attempt_time get_data post_data"
            " failures_since_start"
        ),
    },
}
"""What is described on the page -> the fields that it is made of, by their table."""

NOT_PERSONAL = {
    "events.Participant": "erased_at",
    "accounts.Organisation": "created_at quota_mib",
    "accounts.File": "state scanned_at",
    "accounts.Upload": "expires_at",
    "events.Event": (
        "organisation status reference_date ignores_gender ignores_age places orders_by_surname"
        " setup_step created_at version"
    ),
    "events.Activity": (
        "event evaluation_type order unit decimals minimum maximum plausible_minimum"
        " plausible_maximum allows_hours digits choices combine best_count ties_by_attempts"
        " locked_at created_at results_version"
    ),
    "events.AgeCategory": "event name sort_key min_age max_age",
    "events.Group": "event",
    # Of people only the order that was decided for who are tied, by their ids; why is a `reason`.
    "scoring.StandingsVersion": "event number rules places_before made_at",
    "scoring.Publication": (
        "event is_public names is_indexed frozen_at names_until colour names_erased_on"
        " names_erased_in names_erased_at code_key version"
    ),
    "scoring.EventPicture": "digest small_digest width height small_width",
    "scoring.Screen": "event number boards pinned seconds rows theme is_held shows_ceremony",
    "scoring.Ceremony": "event version started_at ended_at board step turn moved_at",
    "scoring.CeremonyBoard": (
        "ceremony kind activity gender category order is_announced places reached"
    ),
    "scoring.BoardState": (
        "publication kind activity gender category state hold_until official_at changed_at"
    ),
    # Of people only their ids and places.
    "scoring.Amendment": (
        "publication number kind activity gender category taken_back_at places_before"
        " republished_at moves was_public"
    ),
    "diplomas.AwardRule": (
        "event order scope activities boards last_place minimum most_each has_guests is_printed"
        " template"
    ),
    "diplomas.DiplomaSettings": "event",
    "diplomas.DiplomaTemplate": (
        "event orientation background_crop default_font overlay_right overlay_down created_at"
    ),
    "diplomas.TemplateVersion": "orientation background_crop default_font begun_from",
    "diplomas.VersionFont": "version number entry file",
    "diplomas.Diploma": "template template_version",
    "diplomas.TemplateFont": "template number entry file",
    # Of what the bytes are, the hash and the length; what points to them says whose they are.
    "foundation.StoredFile": "digest size kind created_at idle_since",
    "foundation.Job": "step state done total attempts due_at holder lease_until log",
    "foundation.PeriodicRun": "name slot created_at",
    # "Run job 12": nothing of what the job is about.
    "django_tasks_database.DBTaskResult": (
        "status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids"
        " queue_name backend_name run_after return_value exception_class_path traceback"
    ),
    "contenttypes.ContentType": "app_label model",
    "auth.Permission": "name content_type codename",
}

NEVER_WRITTEN = {
    "admin.LogEntry",  # the audit trail is in its place
    "auth.Group",  # rights follow from roles
    "axes.AccessFailureLog",
    "axes.AccessLog",
    "axes.AccessAttemptExpiration",
}
"""Tables of libraries that stay empty."""
