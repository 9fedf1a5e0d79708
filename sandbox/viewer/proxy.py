"""The edge that the emulated distribution lacks: TLS, and the Host header by which the local cloud finds it.

Everything else, from the allowed methods to the page for a missing object, is the distribution's answer.
"""

import asyncio
import signal
import socket
import ssl
from collections.abc import AsyncIterator

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web
from aiohttp.http import SERVER_SOFTWARE
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from sandbox.viewer.config import ViewerConfig

_CHUNK_BYTES = 64 * 1024
_TIMEOUT_SECONDS = 60
# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_CONFIG = web.AppKey("config", ViewerConfig)
_SESSION = web.AppKey("session", ClientSession)


async def serve(config: ViewerConfig, https: socket.socket, http: socket.socket) -> None:
    """Answers on both sockets until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner = web.AppRunner(application(config), shutdown_timeout=1)
    await runner.setup()
    try:
        await web.SockSite(runner, https, ssl_context=_server_tls(config)).start()
        await web.SockSite(runner, http).start()
        await stopped.wait()
    finally:
        await runner.cleanup()


def application(config: ViewerConfig) -> web.Application:
    """Returns the proxy, which passes every method and path to the distribution of `config`."""
    app = web.Application()
    app[_CONFIG] = config
    app.cleanup_ctx.append(_upstream_session)
    app.on_response_prepare.append(_stay_anonymous)
    app.router.add_route("*", "/{path:.*}", _forward)
    return app


def request_headers(received: CIMultiDictProxy[str], domain: str, scheme: str) -> CIMultiDict[str]:
    """Returns the headers for the distribution: those received, with its Host and the viewer's scheme."""
    headers = _end_to_end(received)
    headers["Host"] = domain
    headers["X-Forwarded-Proto"] = scheme
    return headers


def response_headers(received: CIMultiDictProxy[str], config: ViewerConfig) -> CIMultiDict[str]:
    """Returns the headers for the browser: those received, with redirects to the distribution sent to the viewer."""
    headers = _end_to_end(received)
    if "Location" in headers:
        target = URL(headers["Location"], encoded=True)
        if target.host == config.domain:
            headers["Location"] = f"{config.address}{target.raw_path_qs}"
    return headers


def _end_to_end(received: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    named = {name.strip().lower() for value in received.getall("Connection", []) for name in value.split(",")}
    dropped = _HOP_BY_HOP | named
    return CIMultiDict((name, value) for name, value in received.items() if name.lower() not in dropped)


async def _forward(request: web.Request) -> web.StreamResponse:
    config = request.app[_CONFIG]
    try:
        answer = await request.app[_SESSION].request(
            request.method,
            # The path stays percent-encoded as received, which is how CloudFront would see it.
            URL(f"{config.upstream}{request.raw_path}", encoded=True),
            headers=request_headers(request.headers, config.domain, request.scheme),
            data=request.content if request.body_exists else None,
            allow_redirects=False,
        )
    except (ClientError, TimeoutError) as error:
        return web.Response(status=502, text=f"The local cloud does not answer ({error}). Is the sandbox up?\n")
    async with answer:
        response = web.StreamResponse(
            status=answer.status, reason=answer.reason, headers=response_headers(answer.headers, config)
        )
        await response.prepare(request)
        async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
            await response.write(chunk)
        await response.write_eof()
    return response


async def _stay_anonymous(request: web.Request, response: web.StreamResponse) -> None:
    """Removes a header that aiohttp adds by itself and that would look like one of the distribution's."""
    if response.headers.get("Server") == SERVER_SOFTWARE:
        del response.headers["Server"]


async def _upstream_session(app: web.Application) -> AsyncIterator[None]:
    trust = ssl.create_default_context(cafile=app[_CONFIG].upstream_ca)
    async with ClientSession(
        connector=TCPConnector(ssl=trust),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        timeout=ClientTimeout(total=_TIMEOUT_SECONDS),
    ) as session:
        app[_SESSION] = session
        yield


def _server_tls(config: ViewerConfig) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(config.chain, config.key)
    return context
