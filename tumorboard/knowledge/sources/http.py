"""The only door to the network: fetches a file of a source, or says what went wrong.

Everything is bounded: connecting, waiting, the whole download, its size, redirections and attempts. What comes back is
the whole file or an error; nothing is written here.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError, ReadTimeoutError

from tumorboard import __version__
from tumorboard.errors import KnowledgeError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 500, 502, 503, 504})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_REDIRECTS = 3
_PIECE = 1 << 16
_REMEDY = "Nothing was changed. Try again later, or give a file with --from"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How long, how much and how often.

    Parameters
    ----------
    connect : float
        Seconds to connect.
    silence : float
        Greatest time in seconds between two pieces of an answer.
    total : float
        Seconds for one answer.
    size : int
        Greatest size in bytes of one answer; the largest source has 15 MB.
    attempts : int
        How often it is tried where the network or the server fails, 1 or more.
    pause : float
        Seconds before the second attempt; doubled for each further one.
    """

    connect: float = 10.0
    silence: float = 30.0
    total: float = 300.0
    size: int = 200_000_000
    attempts: int = 3
    pause: float = 1.0


class _TryAgainError(Exception):
    """A failure that another attempt may mend."""


class _AbsentError(Exception):
    """The server knows of nothing at that address."""


class _Bearer(AuthBase):
    """Puts a token into the request; as an object of its own it never shows in a message, and beats ``.netrc``."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Fetcher:
    """Fetches from a few hosts within limits.

    Parameters
    ----------
    hosts : iterable of str
        Hosts that may be asked; a redirection elsewhere is refused.
    limits : FetchLimits
        Time, size and attempts.
    """

    def __init__(self, hosts: tuple[str, ...], limits: FetchLimits | None = None) -> None:
        self.hosts = frozenset(hosts)
        self.limits = limits or FetchLimits()

    def __call__(
        self,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        token: str = "",
        absent: bytes | None = None,
    ) -> bytes:
        """Return the bytes at an address.

        Parameters
        ----------
        address : str
            ``https://...``; plain ``http`` only on this machine.
        params : mapping of str to str, optional
            Query.
        body : JSON value, optional
            Sent by POST; without it the address is got.
        token : str, optional
            Bearer token; never shown, never sent to another host.
        absent : bytes, optional
            Returned where the server knows of nothing (404); without it that is an error.

        Raises
        ------
        KnowledgeError
            If the answer is not whole, not data, too large, too slow, refused, or elsewhere.
        """
        told = ""
        for attempt in range(self.limits.attempts):
            if attempt:
                time.sleep(self.limits.pause * 2 ** (attempt - 1))
            try:
                return self._once(address, params, body, token)
            except _AbsentError:
                if absent is not None:
                    return absent
                raise self._error(address, "the server answers 404") from None
            except _TryAgainError as failure:
                told = str(failure)
        raise self._error(address, f"{told} (tried {self.limits.attempts} times)")

    def _error(self, address: str, what: str, remedy: str = _REMEDY) -> KnowledgeError:
        return KnowledgeError(what, file=urlsplit(address).netloc, remedy=remedy)

    def _once(self, address: str, params: Mapping[str, str] | None, body: Any, token: str) -> bytes:
        end = time.monotonic() + self.limits.total
        where = address
        for _ in range(_MOST_REDIRECTS + 1):
            self._may_ask(address, where)
            try:
                with requests.Session() as session:
                    response = session.request(
                        "GET" if body is None else "POST", where, params=params, json=body, stream=True,
                        allow_redirects=False, timeout=(self.limits.connect, self.limits.silence),
                        auth=_Bearer(token),
                        headers={"User-Agent": f"tumorboard/{__version__}", "Accept-Encoding": "identity"},
                    )  # fmt: skip
                    with response:
                        if response.status_code not in _REDIRECTS:
                            return self._answer(address, response, end)
                        where, params = urljoin(where, response.headers.get("Location", "")), None
            except requests.ConnectTimeout:
                raise _TryAgainError(f"no connection within {self.limits.connect:g} s") from None
            except requests.Timeout:
                raise _TryAgainError(f"silent for {self.limits.silence:g} s") from None
            except ReadTimeoutError:
                raise _TryAgainError(f"silent for {self.limits.silence:g} s") from None
            except (IncompleteRead, ProtocolError):
                raise _TryAgainError("cut in the middle") from None
            except (requests.ConnectionError, HTTPError) as failure:
                raise _TryAgainError(_cause(failure)) from None
            except requests.RequestException as failure:
                raise self._error(address, f"cannot be asked ({type(failure).__name__})") from None
        raise self._error(address, f"redirects more than {_MOST_REDIRECTS} times")

    def _may_ask(self, address: str, where: str) -> None:
        parts = urlsplit(where)
        host = parts.hostname or ""
        if host not in self.hosts:
            raise self._error(address, f"redirects to another host, {host or 'none'}: not followed")
        if parts.scheme != "https" and host not in _LOOPBACK:
            raise self._error(address, f"is asked without encryption ({parts.scheme or 'no scheme'})")

    def _answer(self, address: str, response: requests.Response, end: float) -> bytes:
        status = response.status_code
        if status in (401, 403):
            raise self._error(
                address, f"access is refused ({status}): the token is missing, expired or not allowed",
                "Nothing was changed. Renew the token and try again",
            )  # fmt: skip
        if status in _BUSY:
            raise _TryAgainError(f"the server answers {status}")
        if status == 404:
            raise _AbsentError
        if status != 200:
            raise self._error(address, f"the server answers {status}")
        data = self._body(address, response, end)
        if _is_page(response.headers.get("Content-Type", ""), data):
            raise self._error(address, "answers with a web page instead of data")
        return data

    def _body(self, address: str, response: requests.Response, end: float) -> bytes:
        """Read the whole answer; a dripping server meets the time limit, a lying one the length it promised."""
        promised = response.headers.get("Content-Length", "")
        if promised.isdigit() and int(promised) > self.limits.size:
            raise self._error(address, f"is too large ({int(promised):,} bytes; at most {self.limits.size:,})")
        pieces: list[bytes] = []
        size = 0
        while piece := response.raw.read1(_PIECE, decode_content=True):  # what is there, without waiting for more
            size += len(piece)
            if size > self.limits.size:
                raise self._error(address, f"is too large (more than {self.limits.size:,} bytes)")
            if time.monotonic() > end:
                raise _TryAgainError(f"not finished within {self.limits.total:g} s")
            pieces.append(piece)
        plain = not response.headers.get("Content-Encoding")
        if plain and promised.isdigit() and size != int(promised):
            raise _TryAgainError(f"cut in the middle: {size:,} of {int(promised):,} bytes")
        if not size:
            raise _TryAgainError("the answer is empty")
        return b"".join(pieces)


def _cause(failure: Exception) -> str:
    """Say why a connection failed, without the machine's own words for it."""
    words = str(failure)
    if "IncompleteRead" in words or "prematurely" in words or "Connection aborted" in words:
        return "cut in the middle"
    if "NameResolutionError" in words or "resolve" in words:
        return "the name cannot be resolved: is there a network?"
    if "Read timed out" in words:
        return "silent for too long"
    return "no connection: is there a network?"


def _is_page(kind: str, data: bytes) -> bool:
    start = data[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return kind.lower().startswith(("text/html", "application/xhtml")) or start.startswith(
        (b"<!doctype html", b"<html")
    )
