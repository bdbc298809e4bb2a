"""A line of the log: one for each thing that happened, whatever is in it.

The master of the web server imports this, so it imports nothing of the product.
"""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from gunicorn.config import Config
from gunicorn.glogging import Logger

LINE_BREAKERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What some reader takes for the end of a line, and a terminal for a command."""
BARE = re.compile(r"[^\s\"'=\\]+")
QUERY = re.compile(r"\?\S+")
"""Of an address; tokens of invitations stand there."""
FIRST = ["timestamp", "level", "logger", "event"]


def as_json(fields: Mapping) -> str:
    """Without a line break: a foreign text cannot pretend to be a line of its own."""
    return _on_one_line(json.dumps(fields, ensure_ascii=False, default=str))


def as_text(fields: Mapping) -> str:
    """`timestamp level logger event key=value …`, for people; what is not one word, in quotes."""
    rest = {key: value for key, value in fields.items() if key not in FIRST}
    first = [_word(fields[key]) for key in FIRST if key in fields]
    return _on_one_line(" ".join(first + [f"{key}={_word(value)}" for key, value in rest.items()]))


def _word(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _on_one_line(line: str) -> str:
    return LINE_BREAKERS.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


class ServerLineFormatter(logging.Formatter):
    """gunicorn's own lines, as the product writes its own."""

    def __init__(self, render):
        super().__init__()
        self._render = render

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "event": QUERY.sub("?…", record.getMessage()),
            "pid": record.process,
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return self._render(fields)


class JsonLogger(Logger):
    """For gunicorn's `logger_class`."""

    render = staticmethod(as_json)

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(ServerLineFormatter(self.render))


class TextLogger(JsonLogger):
    render = staticmethod(as_text)
