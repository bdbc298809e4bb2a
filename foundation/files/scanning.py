"""The scanner for harmful files, where a setting names one: clamd, by its INSTREAM command."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.conf import settings

from foundation.neighbours.reports import report

CHUNK = 256 * 1024


class ScannerUnreachable(Exception):
    """It does not answer, or does not say whether the file is harmful."""


def harm_in(file: BinaryIO) -> str:
    """The scanner's name for what it found in an open file; "" where that is nothing.

    Raises ScannerUnreachable: then nobody knows.
    """
    if settings.FILE_SCANNER == "none":
        return ""
    file.seek(0)
    try:
        with _connection() as clamd:
            clamd.sendall(b"zINSTREAM\0")
            while piece := file.read(CHUNK):
                clamd.sendall(struct.pack(">I", len(piece)) + piece)
            clamd.sendall(struct.pack(">I", 0))
            answer = _answer(clamd)
    except OSError as error:
        report("scanner", "failed", type(error).__name__)
        raise ScannerUnreachable(type(error).__name__) from error
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer == "stream: OK":
        return ""
    report("scanner", "failed", answer[:100])
    raise ScannerUnreachable(answer[:100])


@contextmanager
def _connection() -> Iterator[socket.socket]:
    """CLAMD_ADDRESS is "host:port", or the path of a socket."""
    address = settings.CLAMD_ADDRESS
    family = socket.AF_UNIX if address.startswith("/") else socket.AF_INET
    host, _colon, port = address.rpartition(":")
    if family == socket.AF_UNIX:
        with socket.socket(family) as clamd:
            clamd.settimeout(settings.CLAMD_TIMEOUT)
            clamd.connect(address)
            yield clamd
    else:
        with socket.create_connection((host, int(port)), settings.CLAMD_TIMEOUT) as clamd:
            yield clamd


def _answer(clamd: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < 4096:
        piece = clamd.recv(4096)
        if not piece:
            break
        received += piece
    return received.rstrip(b"\0\n").decode("utf-8", "replace")
