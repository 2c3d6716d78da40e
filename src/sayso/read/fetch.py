"""One page from the web, and only from the web: no address inside this machine or its network is ever asked.

Every host, the first and each one it redirects to, is resolved here; if any of its addresses is not public the request is
refused, and the connection goes to the very address that was checked: a second answer of the name server changes nothing.
What a server packs is unpacked here, never beyond the limit: a few kilobytes can hold gigabytes.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx

from sayso.read.cleaning import UnreadableError

IPv4, IPv6 = ipaddress.IPv4Address, ipaddress.IPv6Address
LONGEST = 4096  # characters of an address; the longest of 10,000 news links has 400

# Where Python's own tables (of 3.11) say "global" and the registries of IANA (special-purpose addresses; IPv6 global unicast,
# of which only 2000::/3 is given out) do not: the old 6to4 relays, a dummy address, and the second block for documentation.
_UNICAST = ipaddress.ip_network("2000::/3")
_NOT_OPEN = tuple(ipaddress.ip_network(n) for n in ("192.88.99.0/24", "192.0.0.0/24", "3fff::/20"))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)  # the upper half of an interface identifier that ends in an IPv4 address (RFC 5214)
_NEIGHBOURS = 64  # bits of an IPv6 address that name a network: what shares them with this machine is beside it
_WEB_PORTS = (80, 443)  # of those below 1024; the rest belong to services that are not the web
# The ports above them that browsers do not speak HTTP to either (Fetch standard, "bad port").
_BAD_PORTS = frozenset((1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6697, 10080, *range(6665, 6670)))
_HEADERS = {
    "User-Agent": "sayso (reads reports for a dossier)",
    "Accept": "text/html, text/plain, application/json, application/rss+xml, application/atom+xml",
    "Accept-Encoding": "identity",
}


class Fetched(NamedTuple):
    """What an address gave: where the page was found in the end, its bytes, and its Content-Type."""

    url: str
    data: bytes
    content_type: str


def public(address: str) -> bool:
    """Whether an IP address belongs to the open internet: not private, loopback, link-local, shared, multicast or reserved,
    neither is the IPv4 address that it may carry within (mapped, 6to4, Teredo, NAT64, ISATAP), and it is not this machine's."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv4):
        return _open(ip) and not _here(ip)
    inner = _within(ip)
    if any(not _open(four) or _here(four) for four in inner):
        return False
    return ip.ipv4_mapped is not None or ip in _NAT64 or (_open(ip) and not _here(ip))


def _within(ip: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to or by."""
    last = IPv4(int(ip) & 0xFFFFFFFF)
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
        found.append(last)
    return [four for four in found if four is not None]


def _open(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if any(ip in network for network in _NOT_OPEN) or (isinstance(ip, IPv6) and ip not in _UNICAST):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


def _here(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is this machine's own, or of its own IPv6 network: public addresses lead inside as well.

    The system is asked from which address it would go there, which sends nothing.
    """
    family = socket.AF_INET if isinstance(ip, IPv4) else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((str(ip), 9))
            own = ipaddress.ip_address(way.getsockname()[0].split("%")[0])
    except OSError:
        return False  # no way there at all
    if isinstance(ip, IPv6):
        return int(ip) >> (128 - _NEIGHBOURS) == int(own) >> (128 - _NEIGHBOURS)
    return ip == own


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
        way = _Way(resolver or resolve, allowed or public, time.monotonic() + seconds)
        try:
            return _follow(client, url, size, redirects, way, expired)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, RuntimeError, ValueError, zlib.error) as error:
            if expired.is_set() or isinstance(error, (httpx.TimeoutException, TimeoutError)):
                raise UnreadableError(f"did not answer in full within {seconds:g} seconds") from None
            raise UnreadableError(f"could not be fetched: {str(error) or type(error).__name__}") from None
        finally:
            timer.cancel()


class _Way(NamedTuple):
    """How addresses are looked up and judged, and until when."""

    resolver: Callable[[str, int], list[str]]
    allowed: Callable[[str], bool]
    until: float  # time.monotonic()

    @property
    def left(self) -> float:
        return max(0.01, self.until - time.monotonic())

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host. The system's resolver knows no time limit, so it is left behind where it takes too long."""
        found: list[list[str]] = []
        errors: list[Exception] = []

        def look_up() -> None:
            try:
                found.append(self.resolver(host, port))
            except Exception as error:
                errors.append(error)

        asking = threading.Thread(target=look_up, daemon=True)
        asking.start()
        asking.join(self.left)
        if errors:
            raise errors[0]
        if not found:
            raise TimeoutError
        return found[0]


def _follow(client: httpx.Client, url: str, size: int, redirects: int, way: _Way, expired: threading.Event) -> Fetched:
    at = url
    for _ in range(redirects + 1):
        answer = client.send(_request(client, at, way), stream=True)
        try:
            if answer.is_redirect:
                before, at = at, str(httpx.URL(at).join(answer.headers["location"]))
                if httpx.URL(before).host != httpx.URL(at).host:
                    client.cookies.clear()  # they are kept by IP address here, and many hosts share one
                continue
            if answer.status_code != 200:
                raise UnreadableError(
                    f"could not be fetched: {at} answers {answer.status_code} {answer.reason_phrase}".rstrip()
                )
            return Fetched(at, _body(answer, size, expired), answer.headers.get("content-type", ""))
        finally:
            answer.close()
    raise UnreadableError(f"redirects more than {redirects} times")


def _request(client: httpx.Client, url: str, way: _Way) -> httpx.Request:
    """The request for an address, made to the host's checked IP address; the name stays in Host and the certificate check."""
    if len(url) > LONGEST:
        raise UnreadableError(f"is refused: the address is longer than {LONGEST:,} characters")
    named = httpx.URL(url).copy_with(username=None, password=None, fragment=None)
    if named.scheme not in ("http", "https"):
        raise UnreadableError(f"is refused: {named.scheme or 'no scheme'} is not http or https")
    host = named.raw_host.decode("ascii")
    if not host:
        raise UnreadableError("is refused: it names no host")
    port = (443 if named.scheme == "https" else 80) if named.port is None else named.port
    addresses = way.addresses(host, port)
    for address in addresses:
        if not way.allowed(address):
            raise UnreadableError(f"is refused: {host} is at {address}, which is not on the open internet")
    if not addresses:
        raise UnreadableError(f"the host {host} has no address")
    if (port < 1024 and port not in _WEB_PORTS) or port > 65535 or port in _BAD_PORTS:
        raise UnreadableError(f"is refused: port {port} is not one of the web's")
    address = addresses[0].split("%")[0]
    return client.build_request(
        "GET",
        named.copy_with(host=address),
        headers={"Host": named.netloc.decode("ascii")},
        extensions={"sni_hostname": host},
        timeout=way.left,
    )


def _body(answer: httpx.Response, size: int, expired: threading.Event) -> bytes:
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > size:
        raise UnreadableError(f"has {int(declared[:20]):,} bytes; the limit is {size:,}")
    parts: list[bytes] = []
    total = 0
    for chunk in _unpacked(answer, size):
        total += len(chunk)
        if total > size:
            raise UnreadableError(f"has more than {size:,} bytes, the limit")
        if expired.is_set():
            raise httpx.ReadTimeout("too slow")
        parts.append(chunk)
    return b"".join(parts)


def _unpacked(answer: httpx.Response, size: int) -> Iterator[bytes]:
    """The body in pieces of at most `size` bytes and one; packed by a server that was asked not to, unpacked so far and no
    further. One coding only: two would unpack a page's worth of memory for every byte."""
    coding = answer.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        yield from answer.iter_raw(1 << 16)
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise UnreadableError(f"is refused: it comes packed as {coding[:40]}, which was not asked for")
    packed = zlib.decompressobj(zlib.MAX_WBITS | 32)  # with the header of either
    for chunk in answer.iter_raw(1 << 16):
        yield packed.decompress(chunk, size + 1)
    if not packed.eof:
        raise UnreadableError("breaks off in the middle")
