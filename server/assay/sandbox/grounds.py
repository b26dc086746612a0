"""Making what a branch stands on, for each tier.

All that a branch holds is written here, before anything is mounted; in tiers 0 to 2 that takes as long as the
snapshot's `above` is large, whatever the size of the workspace.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Event

from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.sandbox.boxed import BoxedGround, Surroundings
from assay.sandbox.copied import CopiedGround, copy_workspace, overwrite
from assay.sandbox.layer import Layer, inside
from assay.sandbox.masking import Hidden
from assay.sandbox.masks import find_in
from assay.sandbox.means import Layers, Means, overlay_view
from assay.sandbox.patched import read_only_view
from assay.sandbox.session import remove_tree
from assay.sandbox.watch import Filled


@dataclass(frozen=True, slots=True)
class Site:
    """Where branches are made: the workspace, the session's folder, who may see what."""

    workspace: Path
    folder: Path
    policy: Policy
    surroundings: Surroundings


def overlay_ground(site: Site, means: Means, hidden: Hidden, snapshot: Snapshot, stop: Event) -> BoxedGround:
    """The ground of tiers 0 and 1."""
    del stop
    with _branch_folder(site) as folder:
        layers = Layers(site.workspace, hidden.layer, folder)
        layers.make_folders()
        layer = _layer(site, layers.upper, snapshot.above)
        for path in _appeared(site, hidden, snapshot.above):
            layer.remove(path)
        layer.seal(whiteouts=True)
    filled = Filled((layers.upper, folder / "out"))
    return BoxedGround(means, site.surroundings, layers, overlay_view(means, layers), filled)


def read_only_ground(site: Site, means: Means, hidden: Hidden, snapshot: Snapshot, stop: Event) -> BoxedGround:
    """The ground of tier 2. Raises `SandboxFailed`."""
    del stop
    with _branch_folder(site) as folder:
        layer = _layer(site, folder / "upper", snapshot.above)
        layer.seal(whiteouts=False)
        (empty := folder / "empty").touch(0o444)
        covered = (*hidden.masks.secrets, *hidden.masks.special, *_appeared(site, hidden, snapshot.above))
        view = read_only_view(site.workspace, layer, covered, empty)
    layers = Layers(site.workspace, None, folder)
    return BoxedGround(means, site.surroundings, layers, view, Filled((folder / "out",)))


def copied_ground(site: Site, hidden: Hidden, snapshot: Snapshot, stop: Event) -> CopiedGround:
    """The ground of tier 3. Setting `stop` ends the copying. Raises `SandboxFailed`."""
    with _branch_folder(site) as folder:
        left_out = (*hidden.masks.secrets, *hidden.masks.special, *_appeared(site, hidden, snapshot.above))
        copy_workspace(site.workspace, folder / "copy", left_out, stop)
        layer = _layer(site, folder / "upper", snapshot.above)
        layer.seal(whiteouts=False)
        overwrite(folder / "copy", layer)
    return CopiedGround(site.workspace, folder, site.surroundings.environment)


@contextmanager
def _branch_folder(site: Site) -> Generator[Path]:
    """A new folder, which is gone again where filling it fails."""
    folder = Path(tempfile.mkdtemp(prefix="branch-", dir=site.folder))
    try:
        yield folder
    except BaseException:
        remove_tree(folder)
        raise


def _layer(site: Site, folder: Path, above: Mapping[PurePosixPath, str | None]) -> Layer:
    """A layer that holds the texts, but for those of files that no command may see; not yet sealed."""
    layer = Layer(folder, site.workspace)
    for path, text in above.items():
        if text is None:
            layer.remove(path)
        elif not (site.policy.hides(path) or site.policy.hides(inside(site.workspace, path, follow=True))):
            layer.write(path, text.encode("utf-8", "surrogatepass"))
    return layer


def _appeared(site: Site, hidden: Hidden, above: Mapping[PurePosixPath, str | None]) -> tuple[PurePosixPath, ...]:
    """Secret files that came since the last look: in the top folder and in those of the snapshot's own files."""
    folders = {PurePosixPath(), *(path.parent for path in above)}
    known = frozenset(hidden.masks.secrets)
    return tuple(path for path in find_in(site.workspace, sorted(folders), site.policy) if path not in known)
