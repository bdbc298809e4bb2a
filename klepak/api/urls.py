"""The API's URL table. No path ends in a slash; how often each is called, `rate_limits` says."""

from django.urls import path

from accounts.api import (
    audit_logs,
    auth,
    files,
    invitations,
    links,
    organisations,
    resumable,
    users,
)
from diplomas.api import printed
from diplomas.api import templates as diplomas
from events.api import (
    activities,
    age_categories,
    evaluators,
    events,
    groups,
    imports,
    participants,
    stations,
)
from klepak.api import docs, health
from scoring.api import (
    boards,
    erasing,
    exports,
    hand_over,
    photos,
    public,
    publication,
    records,
    standings,
    standings_rules,
    sync,
)


def call(route: str, view: type, name: str):
    return path(route, view.as_view(), name=name)


urlpatterns = [
    path("", docs.api_index, name="index"),
    call("health", health.Health, "health"),
    call("health/db", health.DatabaseHealth, "health-db"),
    call("health/redis", health.CacheHealth, "health-redis"),
    call("health/all", health.HealthAll, "health-all"),
    call("schema", docs.Schema, "schema"),
    call("docs", docs.SwaggerUi, "docs"),
    call("redoc", docs.Redoc, "redoc"),
    # Accounts
    call("auth/register", auth.Register, "register"),
    call("auth/login", auth.Login, "login"),
    call("auth/refresh", auth.Refresh, "refresh"),
    call("auth/logout", auth.Logout, "logout"),
    call("auth/me", auth.Me, "me"),
    call("auth/validate-invitation", links.ValidateInvitation, "validate-invitation"),
    call("auth/accept-invitation", links.AcceptInvitation, "accept-invitation"),
    call("auth/forgot-password", links.ForgotPassword, "forgot-password"),
    call("auth/reset-password", links.ResetPassword, "reset-password"),
    call("admin/users", users.Users, "users"),
    call("admin/users/<int:user_pk>", users.UserDetail, "user"),
    call("admin/invitations", invitations.Invitations, "invitations"),
    call("admin/invitations/<int:invitation_pk>", invitations.InvitationDetail, "invitation"),
    call(
        "admin/invitations/<int:invitation_pk>/resend",
        invitations.InvitationResend,
        "invitation-resend",
    ),
    call("admin/audit-logs", audit_logs.AuditLogs, "audit-logs"),
    call("organisations", organisations.Organisations, "organisations"),
    call("organisations/<int:organisation_pk>/members", organisations.Members, "members"),
    call(
        "organisations/<int:organisation_pk>/members/<int:user_pk>",
        organisations.MemberDetail,
        "member",
    ),
    # Files
    call("uploads", files.Uploads, "uploads"),
    call("uploads/bulk-delete", files.UploadsBulkDelete, "uploads-bulk-delete"),
    call("uploads/resumable", resumable.ResumableUploads, "resumable-uploads"),
    call("uploads/resumable/<uuid:upload_pk>", resumable.ResumableUpload, "resumable-upload"),
    call("uploads/<uuid:file_pk>", files.UploadDetail, "upload"),
    call("uploads/<uuid:file_pk>/download", files.UploadDownload, "upload-download"),
    call("uploads/<uuid:file_pk>/link", files.UploadLink, "upload-link"),
    # Events
    call("events", events.Events, "events"),
    call("events/manual", events.EventManual, "event-manual"),
    call("events/preview-csv", imports.PreviewCsv, "preview-csv"),
    call("events/import", imports.ImportCsv, "import"),
    call("events/<int:event_pk>", events.EventDetail, "event"),
    call("events/<int:event_pk>/groups", groups.EventGroups, "event-groups"),
    call("events/<int:event_pk>/evaluators", evaluators.EventEvaluators, "event-evaluators"),
    call(
        "events/<int:event_pk>/evaluators/<int:user_pk>",
        evaluators.EventEvaluatorDetail,
        "event-evaluator",
    ),
    call(
        "events/<int:event_pk>/bootstrap-evaluators",
        evaluators.BootstrapEvaluators,
        "bootstrap-evaluators",
    ),
    call("events/<int:event_pk>/age-categories", age_categories.AgeCategories, "age-categories"),
    call(
        "events/<int:event_pk>/age-categories/<int:category_pk>",
        age_categories.AgeCategoryDetail,
        "age-category",
    ),
    call("events/<int:event_pk>/activities", activities.EventActivities, "event-activities"),
    call("groups/my-groups", groups.MyGroups, "my-groups"),
    call("groups/<int:group_pk>", groups.GroupDetail, "group"),
    call("groups/<int:group_pk>/evaluators", evaluators.GroupEvaluators, "group-evaluators"),
    call(
        "groups/<int:group_pk>/evaluators/<int:user_pk>",
        evaluators.GroupEvaluatorDetail,
        "group-evaluator",
    ),
    call("groups/<int:group_pk>/participants", groups.GroupParticipants, "group-participants"),
    call("participants/<int:participant_pk>", participants.ParticipantDetail, "participant"),
    call(
        "participants/<int:participant_pk>/move", participants.ParticipantMove, "participant-move"
    ),
    call(
        "participants/<int:participant_pk>/personal-data",
        erasing.ParticipantPersonalData,
        "participant-personal-data",
    ),
    call("activities", activities.Activities, "activities"),
    call("activities/<int:activity_pk>", activities.ActivityDetail, "activity"),
    call(
        "activities/<int:activity_pk>/evaluators",
        stations.ActivityEvaluators,
        "activity-evaluators",
    ),
    call(
        "activities/<int:activity_pk>/evaluators/<int:user_pk>",
        stations.ActivityEvaluatorDetail,
        "activity-evaluator",
    ),
    # Results
    call("activities/<int:activity_pk>/records", records.ActivityRecords, "activity-records"),
    call("records", records.Records, "records"),
    call("records/bulk", records.RecordsBulk, "records-bulk"),
    call("records/sync", sync.RecordsSync, "records-sync"),
    call("records/sync/key", hand_over.HandOverKey, "records-sync-key"),
    call("records/sync/hand-over", hand_over.HandOver, "records-hand-over"),
    call("records/process-image", photos.ProcessImage, "process-image"),
    call("records/<int:record_pk>", records.RecordDetail, "record"),
    path("events/<int:event_pk>/leaderboard", boards.leaderboard, name="leaderboard"),
    path("events/<int:event_pk>/standings", standings.standings, name="standings"),
    path("events/<int:event_pk>/explain", standings.explained, name="explain"),
    path("events/<int:event_pk>/export-csv", boards.export_csv, name="export-csv"),
    path("events/<int:event_pk>/export", exports.export, name="export"),
    path("events/<int:event_pk>/export/<int:job_pk>", exports.export_file, name="export-file"),
    call(
        "events/<int:event_pk>/standings-rules",
        standings_rules.EventStandingsRules,
        "standings-rules",
    ),
    call("events/<int:event_pk>/publication", publication.EventPublication, "publication"),
    # The public
    call("public/events/<slug:slug>", public.PublicEvent, "public-event"),
    call("public/events/<slug:slug>/boards", public.PublicBoards, "public-boards"),
    call("public/events/<slug:slug>/standings", public.PublicStandings, "public-standings"),
    call(
        "public/events/<slug:slug>/participants/<slug:code>",
        public.PublicParticipant,
        "public-participant",
    ),
    # Diplomas
    call("events/<int:event_pk>/award-rules", diplomas.AwardRules, "award-rules"),
    call("events/<int:event_pk>/awards", diplomas.Awards, "awards"),
    call("events/<int:event_pk>/diplomas", diplomas.Diplomas, "diplomas"),
    call("events/<int:event_pk>/diplomas/<int:template_pk>", diplomas.DiplomaDetail, "diploma"),
    call(
        "events/<int:event_pk>/diplomas/<int:template_pk>/preview",
        printed.DiplomaPreview,
        "diploma-preview",
    ),
    call("events/<int:event_pk>/diplomas/batches", printed.DiplomaBatches, "diploma-batches"),
    call("events/<int:event_pk>/diplomas/issued", printed.IssuedDiplomas, "diplomas-issued"),
    call("public/diplomas/<str:code>", printed.DiplomaCertificate, "diploma-verify"),
]
