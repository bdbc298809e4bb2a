"""The socket of one client, as threads use it: nobody waits in it for long."""

import errno
import select
import socket
import time

from foundation.serving.arrivals import Pace

MOST_UNSENT = 8 * 1024 * 1024
"""Of an answer, in bytes, that is kept for a client that takes it slowly."""
BLOCK = 256 * 1024


class Channel(socket.socket):
    """Never blocks the server's loop, and a thread only within a pace.

    A thread that writes an answer leaves behind what the client does not take at once, and the
    loop sends it. A thread reads only what was too large to be received before, and gives up on
    who sends too little; then the connection counts as reset, as if the client had gone.
    """

    @classmethod
    def of(cls, accepted: socket.socket) -> "Channel":
        channel = cls(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        socket.socket.setblocking(channel, False)
        channel.unsent = bytearray()
        channel._patience = None
        channel.begin()
        return channel

    def begin(self) -> None:
        """A new request: its body and its answer have their own time."""
        now = time.monotonic()
        self._reading = Pace(now, patience=15, rate=8 * 1024)
        self.sending = Pace(now, patience=30, rate=4 * 1024)

    def receive(self) -> bytes:
        """What is there; BlockingIOError where nothing is. For the loop."""
        return super().recv(BLOCK)

    def flush(self) -> None:
        """Sends of what is unsent as much as the client takes now."""
        while self.unsent:
            try:
                count = super().send(self.unsent)
            except BlockingIOError:
                return
            self.sending.moved(count)
            del self.unsent[:count]

    # --- What the server's threads call ----------------------------------------------------------

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        while True:
            try:
                data = super().recv(bufsize, flags)
            except BlockingIOError:
                self._wait(select.POLLIN, self._reading)
            else:
                self._reading.moved(len(data))
                return data

    def sendall(self, data: bytes, flags: int = 0) -> None:
        if not self.unsent:
            self.sending = Pace(time.monotonic(), patience=30, rate=4 * 1024)
        self.unsent += data
        self.flush()
        while len(self.unsent) > MOST_UNSENT:
            self._wait(select.POLLOUT, self.sending)
            self.flush()

    def sendfile(self, file, offset: int = 0, count: int | None = None) -> int:
        file.seek(offset)
        left = count if count is not None else float("inf")
        while left and (data := file.read(int(min(BLOCK, left)))):
            self.sendall(data)
            left -= len(data)
        return file.tell() - offset

    def setblocking(self, flag: bool) -> None:
        self._patience = None if flag else 0.0

    def settimeout(self, value: float | None) -> None:
        self._patience = value

    def gettimeout(self) -> float | None:
        return self._patience

    def _wait(self, event: int, pace: Pace) -> None:
        """Until the client does something; raises where it does too little."""
        left = pace.left(time.monotonic())
        if left <= 0:
            raise ConnectionResetError(errno.ECONNRESET, "the client is too slow")
        limit = left if self._patience is None else min(left, self._patience)
        poll = select.poll()
        poll.register(self, event)
        if not poll.poll(limit * 1000) and limit < left:
            raise TimeoutError("the client did nothing")
