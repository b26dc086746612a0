"""Making what a branch stands on, for each tier, in the time that its snapshot's `above` takes."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.sandbox.boxed import BoxedGround, Surroundings
from assay.sandbox.layer import Layer
from assay.sandbox.masks import Masks, find_in
from assay.sandbox.means import Layers, Means, overlay_view


@dataclass(frozen=True, slots=True)
class Site:
    """Where branches are made: the workspace, the session's folder, who may see what."""

    workspace: Path
    folder: Path
    policy: Policy
    surroundings: Surroundings


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was found to be masked, and the layer that hides it; None where nothing is hidden."""

    masks: Masks
    layer: Path | None


def hide(site: Site, masks: Masks) -> Hidden:
    """Make the layer that hides secret files, once for all branches that are made from now on."""
    if not masks.secrets:
        return Hidden(masks, None)
    layer = Layer(Path(tempfile.mkdtemp(prefix="masks-", dir=site.folder)) / "layer", site.workspace)
    for path in masks.secrets:
        layer.remove(path)
    layer.seal()
    return Hidden(masks, layer.folder)


def overlay_ground(site: Site, means: Means, hidden: Hidden, snapshot: Snapshot) -> BoxedGround:
    """The ground of tiers 0 and 1. All is written here: a layer that was mounted is never written again."""
    assert means.level != 2
    layers = Layers(site.workspace, hidden.layer, Path(tempfile.mkdtemp(prefix="branch-", dir=site.folder)))
    layers.make_folders()
    layer = Layer(layers.upper, site.workspace)
    for path in appeared(site, hidden, snapshot.above):
        layer.remove(path)
    for path, text in sorted(snapshot.above.items(), key=lambda item: item[1] is not None):
        if text is None:
            layer.remove(path)
        elif not site.policy.hides(path):
            layer.write(path, text.encode("utf-8", "surrogatepass"))
    layer.seal()
    return BoxedGround(means, site.surroundings, layers, overlay_view(means.level, layers))


def appeared(site: Site, hidden: Hidden, above: Mapping[PurePosixPath, str | None]) -> tuple[PurePosixPath, ...]:
    """Secret files that came since the last look: in the top folder and in those of the snapshot's own files."""
    folders = {PurePosixPath(), *(path.parent for path in above)}
    known = frozenset(hidden.masks.secrets)
    return tuple(path for path in find_in(site.workspace, sorted(folders), site.policy) if path not in known)
