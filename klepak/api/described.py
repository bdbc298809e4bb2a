"""What the schema of the API says of it as a whole: a setting of drf-spectacular."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Klepak Scores",
    "DESCRIPTION": (
        "Competitions with many disciplines: participants, results, leaderboards, diplomas.\n\n"
        "Sign in by `POST /api/auth/login` and send `Authorization: Bearer <access_token>` with "
        'every call. Every refusal is `{"detail": "<sentence>"}`, for fields also '
        '`{"errors": {"<field>": ["<what is wrong>"]}}`. What an account may not see is a 404, '
        "as if it were not there."
    ),
    "VERSION": "1.0.0",
    "TAGS": [
        {"name": "Accounts", "description": "Signing in, registration, invitations, passwords."},
        {"name": "Administration", "description": "Users, invitations, the audit trail."},
        {"name": "Organisations", "description": "Who belongs together."},
        {"name": "Files", "description": "Files of people and organisations, in and out."},
        {"name": "Events", "description": "Events, their evaluators and age categories."},
        {"name": "Groups", "description": "Groups and who scores them."},
        {"name": "Participants", "description": "Who competes."},
        {"name": "Activities", "description": "What they compete in."},
        {"name": "Results", "description": "Records, sheets of paper, leaderboards, exports."},
        {"name": "Public results", "description": "What anybody may see, and who decides so."},
        {"name": "Diplomas", "description": "How diplomas look."},
        {"name": "System", "description": "Is it alive?"},
    ],
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "Absence": "scoring.points.rules.Absence",
        "DiplomaKind": "diplomas.models.Diploma.Kind",
        "DiplomaState": "diplomas.models.Diploma.State",
        "FileState": "foundation.models.Job.State",
        "EvaluationType": "events.models.Activity.EvaluationType",
        "EventStatus": "events.models.Event.Status",
        "EventPlaces": "events.models.Event.Places",
        "HealthState": "klepak.api.health.STATES",
        "InvitationStatus": "accounts.models.InvitationToken.Status",
        "Language": "klepak.settings.LANGUAGES",
        "MembershipRole": "accounts.models.Membership.Role",
        "ItemOutcome": "scoring.api.sync.OUTCOMES",
        "PlaceNumbers": "scoring.api.rules_serializers.PLACES",
        "BoardKind": "scoring.models.BoardState.Kind",
        "BoardStage": "scoring.models.BoardState.State",
        "NameForm": "scoring.models.Publication.Names",
        "ParticipantStatus": "events.models.Participant.Status",
        "ResultStatus": "scoring.engine.values.Status",
        "UnrankedStatus": "scoring.engine.ranking.UNPLACED_ORDER",
        "UserRole": "accounts.models.User.Role",
    },
    "PREPROCESSING_HOOKS": ["klepak.api.schema.only_the_api"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "klepak.api.schema.add_house_rules",
    ],
}
