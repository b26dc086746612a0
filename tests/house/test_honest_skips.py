"""What scripts/test makes of tests that did not run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts" / "lib"
RUN = (
    f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import pytest, honest_skips, suites\n"
    "plugin = honest_skips.HonestSkips(allow_missing='allow' in sys.argv)\n"
    "one = '--numprocesses=1'\n"  # what is said of skips has to come over from a worker; of how many is all the same
    "sys.exit(pytest.main(['-q', *suites.WORKERS, one, '-p', 'no:cacheprovider', 'test_it.py'], plugins=[plugin]))"
)
PASSES = "def test_passes(): pass\n"
MISSING = "import pytest\ndef test_editor(): pytest.skip('missing: an editor')\n"
WHOLE_FILE = "import pytest\npytest.skip('missing: a kernel', allow_module_level=True)\n"
LAZY = "import pytest\ndef test_lazy(): pytest.skip('flaky')\n"
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail(reason='later')\ndef test_later(): assert False\n"
FAILS = "def test_fails(): assert False\n"


@pytest.mark.parametrize(
    ("source", "arguments", "code", "said"),
    [
        (PASSES, (), 0, "1 passed"),
        (PASSES + MISSING, (), 3, "an editor (1 test)"),
        (PASSES + MISSING, ("allow",), 0, "an editor (1 test)"),
        (WHOLE_FILE, (), 3, "a kernel (1 test)"),
        (PASSES + LAZY, ("allow",), 1, "test_it.py::test_lazy: flaky"),
        (PASSES + EXPECTED_FAILURE, ("allow",), 1, "test_it.py::test_later: later"),
        (FAILS + MISSING, ("allow",), 1, "1 failed, 1 skipped"),
        ("", (), 5, "no tests ran"),
    ],
)
def test_only_what_the_machine_lacks_may_be_skipped(
    tmp_path: Path, source: str, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "test_it.py").write_text(source)
    run = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.returncode, said in run.stdout) == (code, True), run.stdout + run.stderr
