"""A way to a local server that takes as long as the way to AWS."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from urllib.parse import urlsplit

from sandbox.emulator.cloud import Cloud

SECONDS = 0.1
"""How much later a request arrives. S3 takes 100 to 200 milliseconds for a small one:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html"""

_CHUNK_BYTES = 64 * 1024


@contextmanager
def far_away(cloud: Cloud) -> Generator[Cloud]:
    """The same cloud, every request to which takes SECONDS longer. Many requests at once take no longer than one."""
    there = urlsplit(cloud.aws_url)
    way = _Way(str(there.hostname), int(there.port or 0))
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(way.connect, "127.0.0.1", 0))
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        port = server.sockets[0].getsockname()[1]
        yield replace(cloud, aws_url=f"{there.scheme}://{there.hostname}:{port}")
    finally:
        server.close()
        asyncio.run_coroutine_threadsafe(_end_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_all() -> None:
    """Ends the connections that clients have left open."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Way:
    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def connect(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection(self._host, self._port)
        turn = _Turn()
        await asyncio.gather(
            self._requests(client, to_server, turn),
            self._answers(server, to_client, turn),
            return_exceptions=True,
        )

    async def _requests(self, client: asyncio.StreamReader, server: asyncio.StreamWriter, turn: "_Turn") -> None:
        while data := await client.read(_CHUNK_BYTES):
            if turn.is_new:
                turn.is_new = False
                await asyncio.sleep(SECONDS)
            server.write(data)
            await server.drain()
        server.close()

    async def _answers(self, server: asyncio.StreamReader, client: asyncio.StreamWriter, turn: "_Turn") -> None:
        while data := await server.read(_CHUNK_BYTES):
            turn.is_new = True
            client.write(data)
            await client.drain()
        client.close()


class _Turn:
    """Whether what the client sends next begins a request."""

    is_new = True
