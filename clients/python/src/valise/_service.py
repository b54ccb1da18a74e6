import http.client
import json
import re
import socket
import ssl
import time
from typing import Callable, Dict, Iterator, Optional, Tuple, Union
from urllib.parse import quote, urlsplit

from ._errors import ValiseError

Token = Union[str, Callable[[], str]]

_CHUNK = 65_536
_DATA = re.compile(rb"data: ?(\{.*\})\s*$")


class Service:
    """The run-time routes of one app. Nothing it raises holds the token or a body."""

    def __init__(self, url: str, app: str, token: Token, ssl_context: Optional[ssl.SSLContext]) -> None:
        try:
            base = urlsplit(url)
            port = base.port
        except ValueError:
            base, port = urlsplit(""), None
        if base.scheme not in ("http", "https") or not base.hostname or "@" in base.netloc or base.query or base.fragment:
            raise ValiseError("InvalidOption", "url must be http(s)://host[:port][/path], without user or query")
        self._origin = f"{base.scheme}://{base.netloc}"
        self._path = f"{base.path.rstrip('/')}/api/client/v1/apps/{quote(app, safe='')}"
        self._host, self._port, self._tls = base.hostname, port, base.scheme == "https"
        self._ssl_context = ssl_context
        self._token = token
        self._under_way: Tuple["_Asked", ...] = ()

    def values(self, etag: Optional[str], wait: int, timeout: float) -> Optional[Tuple[str, str]]:
        """All values and their ETag, or None if they are still those of the ETag.

        The service may hold the request ``wait`` seconds for a newer revision; ``timeout`` is beyond that.
        """
        headers = {"If-None-Match": etag} if etag else {}
        path = f"/values?wait={wait}" if etag and wait else "/values"
        deadline = time.monotonic() + wait + timeout
        with _Asked(self, path, headers, wait + timeout) as asked:
            answer = asked.answer
            if answer.status == 304:
                return None
            parts = []
            for part in iter(lambda: answer.read1(_CHUNK), b""):
                parts.append(part)
                if time.monotonic() > deadline:
                    raise socket.timeout
            body = b"".join(parts)
            if answer.length:
                raise http.client.IncompleteRead(b"")
            return body.decode("utf-8", "replace"), answer.headers.get("ETag", "")

    def events(self, first: float, silence: float) -> Iterator[int]:
        """The revision of each deployment, until the stream ends.

        A ``Timeout`` if the first takes longer than ``first`` seconds, or the stream is silent for ``silence`` after.
        """
        deadline = time.monotonic() + first
        begun = False
        with _Asked(self, "/events", {"Accept": "text/event-stream"}, first) as asked:
            answer = asked.answer
            if not answer.headers.get("Content-Type", "").startswith("text/event-stream"):
                raise ValiseError("UnexpectedAnswer", "the answer to /events is no event stream", answer.status)
            for line in iter(lambda: _line(answer, begun), b""):
                revision = _revision(line)
                if revision is not None:
                    asked.socket.settimeout(silence)
                    begun = True
                    yield revision
                elif not begun and time.monotonic() > deadline:
                    raise socket.timeout
        if not begun:
            raise ValiseError("UnexpectedAnswer", "the event stream ended before its first event", answer.status)

    def interrupt(self) -> None:
        """Ends the requests under way, from another thread."""
        for asked in self._under_way:
            try:
                asked.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It has just ended by itself.

    def forget(self) -> None:
        """After a fork: the requests under way are the other process's."""
        self._under_way = ()

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        if self._tls:
            context = self._ssl_context or ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)

    def _shown_token(self) -> str:
        try:
            token = str(self._token() if callable(self._token) else self._token).strip()
        except Exception:
            token = ""
        # http.client's own message would quote it.
        if not re.fullmatch(r"[\x21-\x7e]+", token):
            raise ValiseError("InvalidOption", "the token is empty, or has characters that no token has")
        return token


class _Asked:
    """One request on a connection of its own, whose failures are ours."""

    answer: http.client.HTTPResponse
    socket: socket.socket

    def __init__(self, service: Service, path: str, headers: Dict[str, str], timeout: float) -> None:
        self._service = service
        self._target = service._path + path
        self._headers = {**headers, "Authorization": f"Bearer {service._shown_token()}"}
        self._connection = service._connection(timeout)

    def __enter__(self) -> "_Asked":
        try:
            self._connection.connect()
            self.socket = self._connection.sock
            self._service._under_way += (self,)
            self._connection.request("GET", self._target, headers=self._headers)
            self.answer = self._connection.getresponse()
            if self.answer.status not in (200, 304):
                raise _refusal(self.answer)
            return self
        except Exception as failure:
            self._end()
            ours = self._ours(failure)
        raise ours

    def __exit__(self, kind: object, failure: Optional[BaseException], trace: object) -> None:
        self._end()
        if isinstance(failure, (OSError, http.client.HTTPException)):
            raise self._ours(failure) from None

    def _end(self) -> None:
        self._service._under_way = tuple(asked for asked in self._service._under_way if asked is not self)
        if hasattr(self, "answer"):
            self.answer.close()
        self._connection.close()

    def _ours(self, failure: BaseException) -> ValiseError:
        if isinstance(failure, ValiseError):
            return failure
        if isinstance(failure, socket.timeout):
            return ValiseError("Timeout", f"{self._service._origin} took too long to answer")
        return ValiseError("Unreachable", f"{self._service._origin} cannot be reached ({type(failure).__name__})")


def _line(answer: http.client.HTTPResponse, begun: bool) -> bytes:
    """The next line; nothing where the stream, once begun, is cut."""
    try:
        return answer.readline(_CHUNK)
    except socket.timeout:
        raise
    except (OSError, http.client.HTTPException):
        if begun:
            return b""
        raise


def _refusal(answer: http.client.HTTPResponse) -> ValiseError:
    """The service's own sentence, if it is the service that answered."""
    if 300 <= answer.status < 400:
        target = answer.headers.get("Location", "elsewhere").split("?")[0]
        return ValiseError(
            "Redirected",
            f"redirected to {target}: set url to the address itself, the token is not sent elsewhere",
            answer.status,
        )
    try:
        body = json.loads(answer.read(_CHUNK))
        if isinstance(body["error"], str) and isinstance(body["error_code"], str):
            return ValiseError(body["error_code"], body["error"], answer.status)
    except (ValueError, KeyError, TypeError):
        pass  # Somebody else answered; what it says is nothing for a log.
    return ValiseError("UnexpectedAnswer", f"answered {answer.status}", answer.status)


def _revision(line: bytes) -> Optional[int]:
    data = _DATA.match(line)
    if data:
        try:
            revision = json.loads(data.group(1)).get("revision")
            return revision if isinstance(revision, int) else None
        except ValueError:
            pass  # An event of another kind.
    return None
