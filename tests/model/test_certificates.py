"""A network with a certificate authority of its own: it is trusted where the system is told of it, and nowhere else."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from assay.core.model import Endpoint, Function, Message, ModelFailed, Prompt, Reply
from assay.model.client import Client
from support.scripted_openai import ScriptedOpenAI, Step, calls

PROMPT = Prompt((Message("system", "Be brief."), Message("user", "Say so.")), (Function("finish", "End.", {}),))


def openssl(folder: Path, *arguments: str) -> None:
    """Run it in a folder."""
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, and a certificate that it gave to this machine and one to another."""
    if shutil.which("openssl") is None:
        pytest.skip("missing: openssl")
    folder = tmp_path_factory.mktemp("authority")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl(folder, "req", "-x509", *new, "-subj", "/CN=Assay test", "-keyout", "ca.key", "-out", "ca.pem")
    for name, place in (("here", "IP:127.0.0.1"), ("elsewhere", "DNS:models.example.com")):
        openssl(
            folder, "req", "-x509", *new, "-subj", f"/CN={name}", "-addext", f"subjectAltName={place}",
            "-addext", "basicConstraints=critical,CA:FALSE", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-keyout", f"{name}.key", "-out", f"{name}.pem",
        )  # fmt: skip
    return folder


def ask(authority: Path, name: str, *steps: Step) -> Reply:
    """The reply of a server with one of these certificates."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(authority / f"{name}.pem", authority / f"{name}.key")

    async def asked(url: str) -> Reply:
        client = Client(Endpoint(url, "scripted"), "", {})
        try:
            return (await client.reply(PROMPT, [], seconds=30.0)).reply
        finally:
            await client.close()

    with ScriptedOpenAI(*steps, tls=tls) as server:
        return asyncio.run(asked(server.url))


def test_one_that_the_system_is_told_of_is_trusted(authority: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    assert ask(authority, "here", calls(("finish", {}))).message.calls[0].name == "finish"


def test_one_that_it_is_not_told_of_is_refused_and_it_is_said_what_to_do(
    authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with pytest.raises(ModelFailed) as raised:
        ask(authority, "here")
    assert raised.value.kind == "unreachable"
    assert "CERTIFICATE_VERIFY_FAILED" in str(raised.value)
    assert "put it into the system's store or into SSL_CERT_FILE" in str(raised.value)


def test_a_certificate_for_another_machine_is_refused(authority: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    with pytest.raises(ModelFailed) as raised:
        ask(authority, "elsewhere")
    assert raised.value.kind == "unreachable"
    assert "127.0.0.1" in str(raised.value)
