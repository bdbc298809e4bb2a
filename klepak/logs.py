"""The log: one line for each thing that happened, without personal data and secrets."""

import logging
import re

import structlog
from structlog.typing import EventDict

from foundation.neighbours.bounds import Overloaded
from foundation.neighbours.outages import is_outage
from foundation.serving import log_lines

ROWS = re.compile(r"^(?:DETAIL|CONTEXT):.*?(?=\n\nThe above |\n\nDuring |\Z)", re.M | re.S)
LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
FORMATS = ["json", "text"]
STEPS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def without_rows(_logger, _method: str, line: EventDict) -> EventDict:
    """PostgreSQL quotes the row that it refuses, with addresses and hashes of passwords in it."""
    if "exception" in line:
        line["exception"] = ROWS.sub("DETAIL: …", line["exception"])
    return line


def has_failed(record: logging.LogRecord) -> bool:
    """Whether the record reports a fault of ours, rather than a 503 that was answered on purpose:
    of a neighbour that is down there is one line a minute, whatever was asked meanwhile.
    """
    error = record.exc_info[1] if record.exc_info else None
    return error is not None and not (is_outage(error) or isinstance(error, Overloaded))


def without_trace(record: logging.LogRecord) -> bool:
    """What Django finds suspicious, such as a foreign Host, is a line, wherever it was found."""
    if record.name.startswith("django.security."):
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def as_json(_logger, _method: str, line: EventDict) -> str:
    return log_lines.as_json(line)


def as_text(_logger, _method: str, line: EventDict) -> str:
    return log_lines.as_text(line)


def configuration(*, level: str, line_format: str) -> dict:
    """LOGGING: everything to the standard error output, each thing on one line."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": _formatter(line_format)},
        "filters": {
            "failures": {"()": "django.utils.log.CallbackFilter", "callback": has_failed},
            "short": {"()": "django.utils.log.CallbackFilter", "callback": without_trace},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["short"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Every request has its line already; these two would repeat it, one with its query.
            "django.request": {"level": "ERROR", "filters": ["failures"], "propagate": True},
            "django.server": {"level": "CRITICAL", "propagate": True, "handlers": []},
            "django": {"level": "INFO", "propagate": True, "handlers": []},
            "axes": {"level": "WARNING"},
            # Our jobs have lines of their own; these would add some for every look into the queue.
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def _formatter(line_format: str) -> dict:
    return {
        "()": "structlog.stdlib.ProcessorFormatter",
        "foreign_pre_chain": STEPS,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,  # without the values of local variables
            without_rows,
            {"json": as_json, "text": as_text}[line_format],
        ],
    }


CHAIN = [*STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
"""One list for the process: loggers keep the one that they were first used with, so that a second
configuration would part them from whoever listens to the lines.
"""


def configure() -> None:
    """Routes structlog and Python's warnings into the standard logging."""
    logging.captureWarnings(True)
    structlog.configure(
        processors=CHAIN,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
