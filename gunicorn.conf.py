"""What gunicorn reads by itself where it starts: its processes count their figures together, and
their answers do not wait for the garbage of the program itself."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile

# A new folder at each start: what former processes counted is over.
_FIGURES = tempfile.mkdtemp(prefix="tracker-figures-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _FIGURES

# Nobody manages it through a socket, which would stand in the home folder: containers have none.
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """What is loaded by now lives as long as the process: looking through its 200,000 objects for
    garbage took a tenth of a second, in the midst of every few answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def on_exit(server: object) -> None:
    shutil.rmtree(_FIGURES, ignore_errors=True)
