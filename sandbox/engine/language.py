"""Runs Python programs where there is no language host: `python -m sandbox.engine.language ENGINE_ADDRESS`.

The engine starts it as `pulumi-language-python` for plain commands, such as `pulumi preview`. An official Pulumi
install brings its own. The commands of the sandbox need neither: theirs is an inline program of the Automation API.
https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/languages.html
"""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from sandbox.engine.startup import end_with_the_engine

_OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024)]
# One for the program or a policy pack's output, and some for the engine's other calls.
_THREADS = 8


class LanguageHost(LanguageServer):
    """The SDK's server of inline programs, with the program that the engine names."""

    def __init__(self, engine_address: str) -> None:
        super().__init__(lambda: None)
        self._engine_address = engine_address

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        """Runs the program in the folder that the engine names, like `python FOLDER`."""
        folder = request.info.program_directory
        os.chdir(request.pwd)
        sys.path.insert(0, folder)
        self.program = lambda: _run(Path(folder, request.info.entry_point))
        # The SDK looks for the engine's address there.
        request.args[:] = [self._engine_address]
        return cast(Any, super()).Run(request, context)

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - the protocol's name
        """Installs nothing: this environment has what the program, the pack and the components import."""
        del request, context
        yield from ()

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - the protocol's name
        """Runs a policy pack or a package until the engine ends it. Its first line is the port for the engine."""
        program = ["-m", "sandbox.engine.analyzer"] if request.kind == "analyzer" else [request.info.program_directory]
        command = [sys.executable, "-u", *program, *request.args, *(["."] if request.kind == "analyzer" else [])]
        requested = dict(setting.split("=", 1) for setting in request.env)
        # The user's own PYTHONPATH is among what is requested, and the analyzer is in the sandbox's.
        environment = {**os.environ, **requested, "PYTHONPATH": os.environ["PYTHONPATH"]}
        with subprocess.Popen(  # noqa: S603
            command, cwd=request.info.program_directory, env=environment, stdout=subprocess.PIPE
        ) as process:
            context.add_callback(process.terminate)
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            for line in process.stdout:
                yield language_pb2.RunPluginResponse(stdout=line)
        yield language_pb2.RunPluginResponse(exitcode=process.returncode)


def _run(program: Path) -> None:
    runpy.run_path(str(program), run_name="__main__")


def main() -> None:
    """Serves until the engine ends. The engine reads the port from the first line of the output."""
    end_with_the_engine()
    server = grpc.server(ThreadPoolExecutor(_THREADS), options=_OPTIONS)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(sys.argv[1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):  # how the engine ends it
        server.wait_for_termination()


if __name__ == "__main__":
    main()
