"""A network that can be cut, between a browser and a real server."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Network:
    """Passes bytes on from `url` to the server behind.

    `hold`: answers come only when they are let go. `cut`: nothing gets through, and what was under
    way breaks. `lose_answers`: requests arrive, and their answers are lost on the way back.
    `refuse`: requests are read whole, and those to which `answer_to` has an answer of its own get
    no farther.
    """

    def __init__(self, port_behind: int):
        self.port_behind = port_behind
        self._is_cut = threading.Event()
        self._loses_answers = threading.Event()
        self._flows = threading.Event()
        self._flows.set()
        self._answer_to: Callable[[bytes], bytes] | None = None
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut(self) -> None:
        self._is_cut.set()
        self._break_all()

    def hold(self) -> None:
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def lose_answers(self) -> None:
        self._loses_answers.set()

    def refuse(self, answer_to: Callable[[bytes], bytes]) -> None:
        self._answer_to = answer_to

    def restore(self) -> None:
        self._answer_to = None
        self.let_go()
        self._is_cut.clear()
        if self._loses_answers.is_set():
            self._loses_answers.clear()
            self._break_all()

    def close(self) -> None:
        self.let_go()
        self._door.close()
        self._break_all()

    def _break_all(self) -> None:
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _let_in(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                client, _address = self._door.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self._is_cut.is_set():
                return
            with socket.create_connection(("127.0.0.1", self.port_behind)) as server:
                self._open |= {client, server}
                back = threading.Thread(target=self._pass, args=[server, client, True], daemon=True)
                back.start()
                self._pass(client, server, is_answer=False)
                back.join()
                self._open -= {client, server}

    def _pass(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                if is_answer and self._loses_answers.is_set():
                    break
                if self._answer_to and not is_answer:
                    chunk = _whole_request(source, chunk)
                    if answer := self._answer_to(chunk):
                        source.sendall(answer)
                        break
                if is_answer:
                    self._flows.wait()
                target.sendall(chunk)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def _whole_request(source: socket.socket, begun: bytes) -> bytes:
    while b"\r\n\r\n" not in begun:
        begun += source.recv(65536)
    head, _end, body = begun.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += source.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def network_before(port: int) -> Iterator[Network]:
    network = Network(port)
    try:
        yield network
    finally:
        network.close()
