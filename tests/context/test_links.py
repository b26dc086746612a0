"""Which files matter to one: those that it leans on, then those that lean on it; never what nobody links."""

from __future__ import annotations

from pathlib import PurePosixPath

from assay.context.links import found_from, links_of, ranked
from assay.syntax.index import Index

TOP = PurePosixPath()
TEXTS = {
    "app/__init__.py": "",
    "app/main.py": "from .store import load, save\nfrom app import names\n\n\ndef main():\n    save(load(names.KEY))\n",
    "app/store.py": "import app.disk\n\n\ndef load(key):\n    return app.disk.read(key)\n\n\ndef save(x):\n    pass\n",
    "app/names.py": "KEY = 'key'\n",
    "app/disk.py": "def read(key):\n    pass\n",
    "app/user.py": "from app.main import main\n\nmain()\n",
    "app/alone.py": "def load(other):\n    pass\n",
}
INDEX = Index().with_texts({PurePosixPath(name): text for name, text in TEXTS.items()})
LINKS = links_of(INDEX, TOP)


def test_imports_are_resolved_to_files() -> None:
    found = {str(each) for each in LINKS.imports[PurePosixPath("app/main.py")]}
    assert found == {"app/__init__.py", "app/store.py", "app/names.py"}


def test_what_a_file_leans_on_most_comes_first_and_what_it_does_not_reach_last() -> None:
    found = [each.name for each in ranked(LINKS, PurePosixPath("app/main.py"))]
    assert found[0] == "store.py"
    assert found.index("user.py") < found.index("alone.py")
    assert "main.py" not in found


def test_weights_of_a_file_make_up_one() -> None:
    for path, targets in LINKS.weights.items():
        assert not targets or abs(sum(weight for _, weight in targets) - 1) < 1e-9, path


def test_a_name_means_what_the_file_imports() -> None:
    found = found_from(INDEX, LINKS, PurePosixPath("app/main.py"), ["load", "read", "nothing"])
    assert [(str(path), each.name) for path, each in found] == [("app/store.py", "load"), ("app/disk.py", "read")]
