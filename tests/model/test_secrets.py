"""What counts as a secret. The examples are put together here, so that no scanner takes this file for a leak."""

from __future__ import annotations

import time

import pytest

from assay.model.secrets import secrets

LETTERS = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3gH5jK7m"

KEY_BLOCK = f"-----BEGIN RSA {'PRIVATE'} KEY-----\nMIIEow{LETTERS}\n{LETTERS}\n-----END RSA {'PRIVATE'} KEY-----"

SECRET = {
    "a key of AWS": "AKIA" + "IOSFODNN7EXAMPLQ",
    "a token of GitHub": "ghp_" + LETTERS[:36],
    "a fine-grained token of GitHub": "github_pat_" + LETTERS,
    "a token of GitLab": "glpat-" + LETTERS[:20],
    "a token of Slack": "xoxb-" + "123456789012-abcdefABCDEF",
    "a key of Stripe": "sk_live_" + LETTERS[:24],
    "a key of OpenAI": "sk-" + LETTERS[:32],
    "a key of Anthropic": "sk-ant-api03-" + LETTERS[:32],
    "a key of Google": "AIza" + LETTERS[:35],
    "a token of Hugging Face": "hf_" + LETTERS[:34],
    "a token of npm": "npm_" + LETTERS[:36],
    "a token of PyPI": "pypi-" + LETTERS + LETTERS,
    "a web token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + LETTERS,
    "a private key": KEY_BLOCK,
    "the beginning of a private key": KEY_BLOCK[:60],
}

IN_PLACE = {
    "a password": ('password = "%s"', "hunter2!"),
    "a password that is a word": ("password = '%s'", "swordfish"),
    "a password in a table": ('{"password": "%s"}', "hunter2!"),
    "a password in an address": ("postgresql://bob:%s@db.internal/shop", "s3cr3tpass"),
    "a bearer": ("Authorization: Bearer %s", LETTERS),
    "random base64": ('SALT = "%s"', LETTERS),
    "random hexadecimal": ('digest = "%s"', "3f0a9b2c7d1e8f4a5b6c9d0e2f1a7b8c"),
}

NOT = [
    'def parse(token: "Token") -> None:',
    'if token == "NUMBER":',
    'token = tokens.pop("first")',
    "from typing import Optional",
    'class VeryLongNameOfAClassThatIsNotASecret(Exception): """Says so."""',
    'MESSAGE = "Incompatible default for argument of a function"',
    "password: str | None = None",
    "def test_the_quick_brown_fox_jumps_over_the_lazy_dog() -> None:",
]


def left_of(text: str) -> str:
    """What is left of a text when all that was found in it is taken away."""
    for found in sorted(secrets(text), key=len, reverse=True):
        text = text.replace(found, " ")
    return text


def parts(secret: str) -> list[str]:
    """Pieces of a secret that say something about it."""
    return [secret[start : start + 12] for start in range(5, len(secret) - 12)] or [secret]


@pytest.mark.parametrize("secret", SECRET.values(), ids=SECRET.keys())
def test_a_secret_is_found_wherever_it_stands(secret: str) -> None:
    for text in (secret, f'KEY = "{secret}"', f"see {secret} for more", f"x\n  {secret}\ny"):
        left = left_of(text)
        assert [part for part in parts(secret) if part in left] == [], text


@pytest.mark.parametrize(("text", "secret"), IN_PLACE.values(), ids=IN_PLACE.keys())
def test_a_secret_is_found_by_its_place_or_by_its_looks(text: str, secret: str) -> None:
    assert secret in secrets(text % secret)


def test_what_is_found_is_looked_for_in_earnest() -> None:
    assert left_of("see ghp_short") == "see ghp_short"
    assert parts("abcdefghijklmnopqrst")


@pytest.mark.parametrize("text", NOT)
def test_code_is_no_secret(text: str) -> None:
    assert secrets(text) == frozenset()


def test_a_block_is_found_whole() -> None:
    assert KEY_BLOCK in secrets(f'KEY = """\n{KEY_BLOCK}\n"""\nrest = 1\n')


def test_a_line_without_end_takes_no_time() -> None:
    began = time.process_time()
    secrets("password = " * 20_000 + '"' + "a1B2" * 20_000)
    assert time.process_time() - began < 20
