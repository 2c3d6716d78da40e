"""One page from the web, and only from the web: no address inside this machine or its network is ever asked.

Every host, the first and each one it redirects to, is resolved here; if any of its addresses is not public the request is
refused, and the connection goes to the very address that was checked: a second answer of the name server changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from sayso.read.cleaning import UnreadableError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HEADERS = {
    "User-Agent": "sayso (reads reports for a dossier)",
    "Accept": "text/html, text/plain, application/json",
    "Accept-Encoding": "identity",
}


class Fetched(NamedTuple):
    """What an address gave: where the page was found in the end, its bytes, and its Content-Type."""

    url: str
    data: bytes
    content_type: str


def public(address: str) -> bool:
    """Whether an IP address belongs to the open internet: not private, loopback, link-local, shared, multicast or reserved,
    and neither is the IPv4 address that it may carry within (mapped, 6to4, Teredo, NAT64)."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(not _open(four) for four in inner if four is not None):
            return False
        if ip.ipv4_mapped is not None or ip in _NAT64:
            return True
    return _open(ip)


def _open(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system's resolver gives them; UnreadableError when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableError(f"the host {host} cannot be resolved: {error}") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def fetch(
    url: str,
    size: int,
    seconds: float,
    redirects: int,
    resolver: Callable[[str, int], list[str]] | None = None,
    allowed: Callable[[str], bool] | None = None,
) -> Fetched:
    """The page at an http or https address, at most `size` bytes within about `seconds`; UnreadableError otherwise.

    `resolver` and `allowed` stand in for `resolve` and `public` where a test serves pages itself. Proxies are not used: they
    would resolve the name a second time.
    """
    expired = threading.Event()
    with httpx.Client(timeout=seconds, trust_env=False, follow_redirects=False, headers=_HEADERS) as client:

        def stop() -> None:
            expired.set()
            client.close()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            return _follow(client, url, size, redirects, resolver or resolve, allowed or public, expired)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, RuntimeError, ValueError) as error:
            if expired.is_set() or isinstance(error, httpx.TimeoutException):
                raise UnreadableError(f"did not answer in full within {seconds:g} seconds") from None
            raise UnreadableError(f"could not be fetched: {str(error) or type(error).__name__}") from None
        finally:
            timer.cancel()


def _follow(
    client: httpx.Client,
    url: str,
    size: int,
    redirects: int,
    resolver: Callable[[str, int], list[str]],
    allowed: Callable[[str], bool],
    expired: threading.Event,
) -> Fetched:
    at = url
    for _ in range(redirects + 1):
        request = _request(client, at, resolver, allowed)
        answer = client.send(request, stream=True)
        try:
            if answer.is_redirect:
                at = str(httpx.URL(at).join(answer.headers["location"]))
                continue
            if answer.status_code != 200:
                raise UnreadableError(
                    f"could not be fetched: {at} answers {answer.status_code} {answer.reason_phrase}".rstrip()
                )
            return Fetched(at, _body(answer, size, expired), answer.headers.get("content-type", ""))
        finally:
            answer.close()
    raise UnreadableError(f"redirects more than {redirects} times")


def _request(
    client: httpx.Client, url: str, resolver: Callable[[str, int], list[str]], allowed: Callable[[str], bool]
) -> httpx.Request:
    """The request for an address, made to the host's checked IP address; the name stays in Host and the certificate check."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise UnreadableError(f"is refused: {parts.scheme or 'no scheme'} is not http or https")
    host = parts.hostname
    if not host:
        raise UnreadableError("is refused: it names no host")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = resolver(host, port)
    for address in addresses:
        if not allowed(address):
            raise UnreadableError(f"is refused: {host} is at {address}, which is not on the open internet")
    if not addresses:
        raise UnreadableError(f"the host {host} has no address")
    named = httpx.URL(url).copy_with(username=None, password=None, fragment=None)
    address = addresses[0].split("%")[0]
    return client.build_request(
        "GET",
        named.copy_with(host=address),
        headers={"Host": named.netloc.decode("ascii")},
        extensions={"sni_hostname": named.raw_host.decode("ascii")},
    )


def _body(answer: httpx.Response, size: int, expired: threading.Event) -> bytes:
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > size:
        raise UnreadableError(f"has {int(declared):,} bytes; the limit is {size:,}")
    parts: list[bytes] = []
    total = 0
    for chunk in answer.iter_bytes(1 << 16):
        total += len(chunk)
        if total > size:
            raise UnreadableError(f"has more than {size:,} bytes, the limit")
        if expired.is_set():
            raise httpx.ReadTimeout("too slow")
        parts.append(chunk)
    return b"".join(parts)
