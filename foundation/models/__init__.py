"""Work beside the request, what is due by the clock, kept files, and fields for every floor."""

from foundation.models.files import StoredFile
from foundation.models.jobs import Job, JobQuerySet, PeriodicRun, subject_of

__all__ = ["Job", "JobQuerySet", "PeriodicRun", "StoredFile", "subject_of"]
