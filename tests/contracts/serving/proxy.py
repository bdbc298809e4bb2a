"""nginx with the configuration that the product brings along, in front of a real server."""

import datetime
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.contracts.house.sources import ROOT
from tests.live import PATIENCE, Answer

FOLDERS = os.defpath + ":/usr/sbin:/usr/local/sbin"
NGINX = shutil.which("nginx") or shutil.which("nginx", path=FOLDERS)
IS_REQUIRED = bool(os.environ.get("KLEPAK_BROWSER_REQUIRED"))
needs_nginx = pytest.mark.skipif(
    NGINX is None and not IS_REQUIRED,
    reason="nginx is not installed: its configuration, deploy/nginx.conf, is not tried",
)
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log stderr;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; text/css css; text/javascript js; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
    {zone}
    include {folder}/klepak.conf;
}}
"""
ZONE = re.search(
    r"^ +(proxy_cache_path .*;)$", (ROOT / "docs/operations.md").read_text("utf-8"), re.MULTILINE
)[1]
BEFORE_CACHE = 'proxy_set_header Forwarded "";'
ANYBODY = ssl.create_default_context()
ANYBODY.check_hostname, ANYBODY.verify_mode = False, ssl.CERT_NONE


@dataclass(frozen=True)
class Proxy:
    port: int
    http_port: int
    folder: Path

    def connection(self, source: str = "127.0.0.1") -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, context=ANYBODY, source_address=(source, 0)
        )

    def call(self, method: str, path: str, body=None, source="127.0.0.1", **headers) -> Answer:
        connection = self.connection(source)
        try:
            return ask(connection, method, path, body, **headers)
        finally:
            connection.close()

    @property
    def statics(self) -> Path:
        return self.folder / "staticfiles"


def ask(connection, method: str, path: str, body=None, **headers: str) -> Answer:
    if isinstance(body, dict):
        body, headers = json.dumps(body), {"Content-Type": "application/json", **headers}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return Answer(answer.status, answer.headers, answer.read())


@contextmanager
def nginx(folder: Path, port_behind: int, *, keeps_public: bool = False) -> Iterator[Proxy]:
    """keeps_public: with deploy/nginx-public-cache.conf, as docs/operations.md has it."""
    proxy = Proxy(_free_port(), _free_port(), folder)
    (folder / "tls").mkdir()
    (folder / "media").mkdir()
    proxy.statics.mkdir()
    _make_certificate(folder / "tls")
    settings, zone = _placed(proxy, port_behind), ""
    if keeps_public:
        path = ROOT / "deploy/nginx-public-cache.conf"
        assert settings.count(BEFORE_CACHE) == 1
        settings = settings.replace(BEFORE_CACHE, f"{BEFORE_CACHE}\n    include {path};")
        zone = ZONE.replace("/var/cache/nginx-klepak", f"{folder}/kept")
    (folder / "klepak.conf").write_text(settings, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(AROUND.format(folder=folder, user=user, zone=zone), "utf-8")
    with (folder / "nginx.log").open("wb") as log:
        started = subprocess.Popen(
            [NGINX, "-e", "stderr", "-c", str(whole), "-p", str(folder)], stderr=log
        )
        try:
            _wait_for(proxy, started)
            yield proxy
        finally:
            started.terminate()
            started.wait(PATIENCE)


def _placed(proxy: Proxy, port_behind: int) -> str:
    """deploy/nginx.conf with other ports and folders; each is there to be replaced."""
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    settings = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for there, here in {
        "listen 80 default_server;": f"listen 127.0.0.1:{proxy.http_port};",
        "listen [::]:80 default_server;": "",
        "listen 443 ssl http2 default_server;": f"listen 127.0.0.1:{proxy.port} ssl http2;",
        "listen [::]:443 ssl http2 default_server;": "",
        "127.0.0.1:8000": f"127.0.0.1:{port_behind}",
        "/etc/klepak/tls": f"{proxy.folder}/tls",
        "/srv/klepak/app/staticfiles": str(proxy.statics),
        "/srv/klepak/data/media": f"{proxy.folder}/media",
        "/var/log/nginx/error.log": f"{proxy.folder}/error.log",
    }.items():
        assert there in settings, there
        settings = settings.replace(there, here)
    return settings


def _make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(proxy: Proxy, started: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(OSError):
            proxy.call("GET", "/health")
            return
        log = (proxy.folder / "nginx.log").read_text("utf-8")
        assert started.poll() is None, log
        assert time.monotonic() < until, log
        time.sleep(0.05)
