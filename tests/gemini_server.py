"""A server on loopback that speaks Gemini's REST protocol, as far as sheets need it.

It answers one call after another as it was told, the last way from then on, and keeps what it was
sent. Nothing of the client is replaced: it meets a real connection.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """body: JSON unless it is bytes. delay: seconds before the answer; between the bytes of it."""

    body: object = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    trickle: float = 0


def text(content: str, *, finish: str = "STOP") -> Answer:
    """The model says this."""
    content_part = {"role": "model", "parts": [{"text": content}]}
    return Answer({"candidates": [{"content": content_part, "finishReason": finish, "index": 0}]})


def rows(*pairs: tuple[str, str], **more: object) -> Answer:
    """The model has read these names and values; `more` is in each of their rows."""
    read = [{"name": name, "value": value, **more} for name, value in pairs]
    return text(json.dumps(read))


def refusal(status: int, label: str, *details: dict, **more) -> Answer:
    """An error in Google's shape."""
    secret = "the vendor's own words about Štěpánka"
    error = {"code": status, "message": secret, "status": label, "details": list(details)}
    return Answer({"error": error}, status, **more)


def busy(delay: str) -> Answer:
    """Too many calls; come back after a delay such as "0.1s"."""
    kind = "type.googleapis.com/google.rpc.RetryInfo"
    return refusal(429, "RESOURCE_EXHAUSTED", {"@type": kind, "retryDelay": delay})


@dataclass(frozen=True)
class Call:
    """What the server was sent."""

    path: str
    headers: dict[str, str]
    body: dict

    @property
    def instruction(self) -> str:
        return "".join(part["text"] for part in self.body["systemInstruction"]["parts"])

    @property
    def parts(self) -> list[dict]:
        (content,) = self.body["contents"]
        assert content["role"] == "user"
        return content["parts"]

    @property
    def image(self) -> bytes:
        """The protocol takes base64 in both alphabets, and names in both spellings."""
        sent = self.parts[0]["inlineData"]
        assert sent.get("mimeType", sent.get("mime_type")) == "image/jpeg"
        return base64.b64decode(sent["data"].replace("-", "+").replace("_", "/"), validate=True)

    @property
    def names(self) -> list[str]:
        return json.loads(self.parts[-1]["text"])


@dataclass
class GeminiServer:
    url: str
    answers: list[Answer] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def will(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def running() -> Iterator[GeminiServer]:
    """The server, while the block runs."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    host, port = listener.server_address
    listener.gemini = GeminiServer(f"http://{host}:{port}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield listener.gemini
    finally:
        listener.gemini.over.set()
        listener.shutdown()
        thread.join()
        listener.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        gemini = self.server.gemini
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        gemini.calls.append(Call(self.path, headers, body))
        answer = gemini.next_answer()
        gemini.over.wait(answer.delay)
        content = answer.body
        if not isinstance(content, bytes):
            content = json.dumps(content, ensure_ascii=False).encode()
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for number in range(len(content) if answer.trickle else 0):
                self.wfile.write(content[number : number + 1])
                if gemini.over.is_set():
                    break
                time.sleep(answer.trickle)
            if not answer.trickle:
                self.wfile.write(content)
        except OSError:  # who asked has given up
            self.close_connection = True

    def log_message(self, *_arguments):
        pass
