"""A mail server on loopback that speaks SMTP: good, refusing, or silent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """kind: "good"; "refuses": no mail for anybody; "hangs": takes the call and says nothing."""

    kind: str
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    calls: int = 0
    closing: threading.Event = field(default_factory=threading.Event)


class Conversation(socketserver.StreamRequestHandler):
    @property
    def state(self) -> MailServer:
        return self.server.state

    def handle(self) -> None:
        self.state.calls += 1
        if self.state.kind == "hangs":
            self.state.closing.wait(60)
            return
        self.reply("220 loopback")
        for line in self.rfile:
            command = line.decode().strip()
            verb = command.split(" ")[0].upper()
            if verb == "QUIT":
                self.reply("221 bye")
                return
            self.answer(verb, command)

    def answer(self, verb: str, command: str) -> None:
        if verb == "RCPT" and self.state.kind == "refuses":
            self.reply(f"550 no mail for {command}, and none with links like token=xyz")
        elif verb == "RCPT":
            self.state.recipients.append(command.partition("<")[2].partition(">")[0])
            self.reply("250 ok")
        elif verb == "DATA":
            self.reply("354 go on")
            body = b"".join(iter(self.rfile.readline, b".\r\n"))
            self.state.mails.append(message_from_bytes(body, policy=policy.default))
            self.reply("250 taken")
        else:
            self.reply("250 ok")

    def reply(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(kind: str) -> Iterator[MailServer]:
    """A server of this kind; `port` says where. "down": nobody listens there any more."""
    state = MailServer(kind)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.block_on_close = False
        server.state = state
        state.port = server.server_address[1]
        if kind == "down":
            server.server_close()
            yield state
            return
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            state.closing.set()
            server.shutdown()
            thread.join()


def use(settings, state: MailServer, *, timeout: float = 1) -> None:
    """Point the site at it. timeout: seconds it has to answer in."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", state.port
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_TIMEOUT = timeout
