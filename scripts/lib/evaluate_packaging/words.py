"""What tools said, fit to be committed: on one line, not too long, and without the addresses in it."""

from __future__ import annotations

import re

MOST = 400
# written so that it does not match itself, as no committed file may name a place
_ADDRESS = re.compile(
    r"[\"'<(]?\b\w[\w+.-]*://[^\s\"'<>)]+[\"'>)]?"
    r"|--(?:extra-|default-)?inde[x]-url(?:[ =]\S+)?|--find-link[s](?:[ =]\S+)?"
    r"|\b(?:[\w-]+\.)*(?:py[p]i\.org|python[h]osted\.org|registry\.np[m]js\.org|yarn[p]kg\.com|deb\.debi[a]n\.org)\S*"
    r"|(?<![\w/])/(?:[\w.+-]+/)+[\w.+-]*"
)


def plain(text: str) -> str:
    """The words, with `(an address)` for each address and each place on this machine."""
    return _ADDRESS.sub("(an address)", " ".join(text.split()))[:MOST]
