"""Which platform a type checker takes for granted, as `sys.platform` says it there.

It is the one that the checker runs on, where nobody set another one.
"""

from __future__ import annotations

import sys

CHECKED = sys.platform
