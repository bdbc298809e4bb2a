"""Work beside the request, what is due by the clock, and fields that every floor may use."""

from foundation.models.jobs import Job, JobQuerySet, PeriodicRun, subject_of

__all__ = ["Job", "JobQuerySet", "PeriodicRun", "subject_of"]
