"""Find in a text what must not leave the machine: keys, tokens, passwords. The floor; nothing can lower it.

The shapes come from the detectors of detect-secrets, which are held against one line at a time; what they do not know
(whole blocks of private keys, keys of model vendors) stands here. It finds too much rather than too little.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import cast

from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.high_entropy_strings import (
    Base64HighEntropyString,
    HexHighEntropyString,
    HighEntropyStringsPlugin,
)
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

_SHAPED = (
    ArtifactoryDetector,
    AWSKeyDetector,
    AzureStorageKeyDetector,
    BasicAuthDetector,
    CloudantDetector,
    DiscordBotTokenDetector,
    GitHubTokenDetector,
    IbmCloudIamDetector,
    IbmCosHmacDetector,
    JwtTokenDetector,
    MailchimpDetector,
    NpmDetector,
    SendGridDetector,
    SlackDetector,
    SoftlayerDetector,
    SquareOAuthDetector,
    StripeDetector,
    TwilioKeyDetector,
)
_RANDOM = (Base64HighEntropyString, HexHighEntropyString)

_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|\Z)", re.DOTALL
)
_KEY_LINE = re.compile(r"[A-Za-z0-9+/]{16,}=*")

_OURS = (
    _KEY_BLOCK,
    re.compile(r"\bsk-[A-Za-z0-9_-]{16,}"),
    re.compile(r"\bAIza[A-Za-z0-9_-]{35}"),
    re.compile(r"\bgithub_pat_[A-Za-z0-9_]{22,}"),
    re.compile(r"\b(?:glpat|gldt|glrt)-[A-Za-z0-9_-]{20,}"),
    re.compile(r"\bhf_[A-Za-z0-9]{30,}"),
    re.compile(r"\bpypi-[A-Za-z0-9_-]{50,}"),
    re.compile(r"(?<=\bBearer )[A-Za-z0-9._~+/-]{16,}=*"),
)

_SHORTEST = 4
_WHOLE = 8
_RANDOM_FROM = 20
_PIECE = 2000
"""Characters that a detector is asked about at once: some take quadratic time."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z_.,\[\]| ]*")


def secrets(text: str) -> frozenset[str]:
    """Every part of the text that looks like a secret, as it stands there. Blocks: call it in a thread."""
    found = {match[0] for pattern in _OURS for match in pattern.finditer(text)}
    for line in text.splitlines():
        for start in range(0, len(line), _PIECE):
            found.update(_in_line(line[max(0, start - 200) : start + _PIECE]))
    return frozenset(each for each in found if len(each) >= _SHORTEST)


def key_lines(text: str) -> tuple[str, ...]:
    """What stands in the lines of the private keys of a text: some of them alone would not look like a secret."""
    return tuple(line for block in _KEY_BLOCK.findall(text) for line in _KEY_LINE.findall(block))


@functools.cache
def _detectors() -> tuple[tuple[re.Pattern[str], ...], tuple[HighEntropyStringsPlugin, ...], KeywordDetector]:
    lists = [each().denylist for each in _SHAPED]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - patterns of what, it does not say
    shapes = cast("list[Iterable[re.Pattern[str]]]", lists)
    return tuple(chain.from_iterable(shapes)), tuple(each() for each in _RANDOM), KeywordDetector()


@functools.lru_cache(maxsize=20_000)
def _in_line(line: str) -> tuple[str, ...]:
    return tuple(_found(line))


def _found(line: str) -> Iterator[str]:
    shaped, random, keyword = _detectors()
    for pattern in shaped:
        for match in pattern.finditer(line):
            # a group is the secret itself, or only what such a secret begins with
            yield from [group for group in match.groups() if group and len(group) >= _WHOLE] or [match[0]]
    for detector in random:
        for each in detector.analyze_string(line):
            if len(each) >= _RANDOM_FROM and detector.calculate_shannon_entropy(each) > detector.entropy_limit:
                yield each
    for each in keyword.analyze_string(line):  # pyright: ignore[reportUnknownMemberType] - of an option not used here
        if not _is_name(line, each):
            yield each


def _is_name(line: str, found: str) -> bool:
    """Whether it is a name in quotes behind a colon or a comparison: an annotation or a kind more often than a key."""
    quoted = rf"(?::|[=!]=)\s*['\"]{re.escape(found)}['\"]"
    return _NAME.fullmatch(found) is not None and re.search(quoted, line) is not None
