"""Starts a plugin process fast, and ends it with the engine.

`import pulumi` takes over half a second, a good third of it for parts of the SDK that a provider never uses: the
Automation API, dynamic providers, policies, tracing. These are imported when they are first used, which is never.
https://docs.python.org/3/library/importlib.html#importlib.util.LazyLoader
"""

import os
import sys
import threading
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

_LAZY = frozenset({"pulumi.automation", "pulumi.dynamic", "pulumi.policy", "pulumi.runtime._instrumentation"})

_POLL_SECONDS = 0.5


class _LazyFinder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in _LAZY else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def leave_out_what_a_plugin_never_uses() -> None:
    """Makes the imports of those parts lazy. Call it before the first `import pulumi` of the process."""
    sys.meta_path.insert(0, _LazyFinder)


def end_with_the_engine() -> None:
    """Ends this process when its parent is gone: an engine that is interrupted while it starts a plugin leaves it."""
    engine = os.getppid()

    def watch() -> None:
        while os.getppid() == engine:
            time.sleep(_POLL_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, name="watch", daemon=True).start()
