import logging
import os
import random
import ssl
import threading
import time
import weakref
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from ._errors import ValiseError
from ._service import Service, Token
from ._snapshot import Environment, Snapshot, Values, parse

_LOG = logging.getLogger("valise")

#: For a newer revision, by long poll, in seconds.
_LONG_POLL = 30

#: For an instance behind a load balancer that has not seen the deployment yet, in seconds.
_CATCH_UP = 5


class Change(NamedTuple):
    """A deployment whose values are in place; ``changed`` names those added, removed or given another content."""

    revision: int
    changed: Tuple[str, ...]


def connect(
    url: Optional[str] = None,
    app: Optional[str] = None,
    token: Optional[Token] = None,
    *,
    start_timeout: float = 30,
    request_timeout: float = 10,
    heartbeat_timeout: float = 45,
    poll_interval: float = 10,
    follow: bool = True,
    ssl_context: Optional[ssl.SSLContext] = None,
) -> "Valise":
    """Reads an app's values, and follows its deployments in the background until ``close()``.

    Times are in seconds, measured by a clock that nobody sets.

    :param url: the service's address; default: the environment variable ``VALISE_URL``
    :param app: the app's ``client_app_id``; default: ``VALISE_APP``
    :param token: a runtime token, or what gives it: a function is asked before each request, so that a token can be
        replaced; default: ``VALISE_TOKEN``
    :param start_timeout: how long to go on trying while the service cannot be reached or is not ready; 0 for one try,
        ``math.inf`` to wait for ever; a refusal (token, app, address) is raised at once
    :param request_timeout: for an answer to arrive whole
    :param heartbeat_timeout: how long the event stream may be silent before polling takes over
    :param poll_interval: between two plain polls; back-off grows from a tenth of it to three times it
    :param follow: False reads the values once and follows nothing: for a script that ends
    :param ssl_context: for a certificate authority of your own
    :raises ValiseError: without values, when ``start_timeout`` is over, or at once when refused
    """
    given = {"url": url, "app": app, "token": token}
    settings: Dict[str, Any] = {}
    for name, value in given.items():
        settings[name] = os.environ.get(f"VALISE_{name.upper()}") if value is None else value
        if not settings[name]:
            raise ValiseError("InvalidOption", f"{name} is missing: give it, or set VALISE_{name.upper()}")
    valise = Valise(
        settings["app"], Service(**settings, ssl_context=ssl_context), request_timeout, heartbeat_timeout, poll_interval
    )
    valise._start(start_timeout)
    if follow:
        valise._follow_in_background()
    return valise


class Valise:
    """The values of an app, as they are now. Prints no value, wherever it is printed. Made by ``connect``."""

    def __init__(
        self, app: str, service: Service, request_timeout: float, heartbeat_timeout: float, poll_interval: float
    ) -> None:
        self._app = app
        self._service = service
        self._request_timeout = request_timeout
        self._heartbeat_timeout = heartbeat_timeout
        self._poll_interval = poll_interval
        self._snapshot: Optional[Snapshot] = None
        self._error: Optional[ValiseError] = None
        self._closed = threading.Event()
        self._listeners: Dict[str, List[Callable[[Any], object]]] = {"change": [], "error": []}
        self._long_poll = True
        self._poll_until = 0.0

    @property
    def snapshot(self) -> Snapshot:
        """What is deployed, as one whole."""
        assert self._snapshot is not None
        return self._snapshot

    @property
    def values(self) -> Values:
        """The same as ``snapshot.values``: ask here each time, and get the newest."""
        return self.snapshot.values

    @property
    def environment(self) -> Environment:
        return self.snapshot.environment

    @property
    def revision(self) -> int:
        return self.snapshot.revision

    @property
    def error(self) -> Optional[ValiseError]:
        """Why the values are perhaps not the newest; None while all is well."""
        return self._error

    def on(self, event: str, listener: Callable[[Any], object]) -> Callable[[], None]:
        """Calls the listener, in the background thread, and returns what takes it off again.

        ``change``: after a deployment, once the new values are in place, with a ``Change``. ``error``: when the service
        cannot be reached or refuses, once an outage, with a ``ValiseError``; with no listener, a warning in the log.
        """
        if event not in self._listeners:
            raise ValiseError("InvalidOption", f'there is no event "{event}": take "change" or "error"')
        self._listeners[event] = [*self._listeners[event], listener]

        def off() -> None:
            self._listeners[event] = [one for one in self._listeners[event] if one is not listener]

        return off

    def close(self) -> None:
        """Stops following. The values stay readable."""
        self._closed.set()
        self._service.interrupt()

    def __enter__(self) -> "Valise":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Valise({self._app}, revision {self._snapshot.revision if self._snapshot else None})"

    def _start(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        failures = 0
        while self._snapshot is None:
            try:
                self._refresh()
            except ValiseError as failure:
                if not failure.temporary or time.monotonic() >= end:
                    raise
                self._closed.wait(min(self._back_off(failures), max(0, end - time.monotonic())))
                failures += 1

    def _follow_in_background(self) -> None:
        _FOLLOWING.add(self)
        threading.Thread(target=self._follow, name="valise", daemon=True).start()

    def _follow(self) -> None:
        """Never ends before the client is closed, whatever is answered: what is wrong today may be mended tomorrow."""
        failures = 0
        while not self._closed.is_set():
            began = time.monotonic()
            try:
                if began < self._poll_until:
                    self._poll()
                else:
                    self._listen()
            except ValiseError as failure:
                self._failed(failure)
            # A stream that is cut as soon as it begins, again and again, must not be a storm of requests.
            hasty = time.monotonic() - began < self._poll_interval
            failures = failures + 1 if self._error or hasty else 0
            self._closed.wait(self._back_off(failures))

    def _listen(self) -> None:
        """Reads the events until the stream ends. Where they do not come through but values do, polls for a while."""
        try:
            for revision in self._service.events(self._request_timeout, self._heartbeat_timeout):
                if revision != self.revision:
                    # On a connection of its own: the stream stays open meanwhile.
                    self._refresh(_CATCH_UP)
                self._error = None
                if self._closed.is_set():
                    return
        except ValiseError:
            self._refresh()
            self._poll_until = time.monotonic() + 30 * self._poll_interval
            self._long_poll = True

    def _poll(self) -> None:
        began = time.monotonic()
        try:
            changed = self._refresh(_LONG_POLL if self._long_poll and not self._error else 0)
        except ValiseError:
            # Something between here and the service may not like to wait.
            self._long_poll = False
            raise
        if not changed and time.monotonic() - began < self._poll_interval:
            self._closed.wait(self._poll_interval)

    def _refresh(self, wait: int = 0) -> bool:
        """Whether there was something new."""
        before = self._snapshot
        following = self._newer(wait)
        if following and before and following.revision < before.revision:
            # An instance that is behind catches up; one that stays there has its data from a back-up.
            self._closed.wait(self._poll_interval / 2)
            following = self._newer(0)
        self._error = None
        if following is None or self._closed.is_set():
            return False
        self._snapshot = following
        if before is None or following.revision == before.revision:
            return before is None
        self._tell("change", Change(following.revision, following.values.changed_from(before.values)))
        return True

    def _newer(self, wait: int) -> Optional[Snapshot]:
        answer = self._service.values(self._snapshot._etag if self._snapshot else None, wait, self._request_timeout)
        return parse(*answer) if answer else None

    def _failed(self, failure: ValiseError) -> None:
        """Tells of an outage once, not at every attempt."""
        if self._closed.is_set():
            return
        known = self._error is not None and self._error.message == failure.message
        self._error = failure
        if known:
            return
        if not self._listeners["error"]:
            _LOG.warning("%s (%s); the values of revision %s go on", failure.message, failure.code, self.revision)
        self._tell("error", failure)

    def _tell(self, event: str, argument: object) -> None:
        for listener in self._listeners[event]:
            try:
                listener(argument)
            except Exception as failure:
                _LOG.warning('a listener of "%s" failed: %s', event, type(failure).__name__)

    def _back_off(self, failures: int) -> float:
        """Full jitter, so that a thousand clients do not come back at once."""
        return random.random() * min(3 * self._poll_interval, self._poll_interval / 10 * 2 ** min(failures, 10))


#: A fork (gunicorn --preload, multiprocessing) copies the values, but not the thread that follows.
_FOLLOWING: "weakref.WeakSet[Valise]" = weakref.WeakSet()


def _after_fork() -> None:
    for valise in list(_FOLLOWING):
        if not valise._closed.is_set():
            valise._closed = threading.Event()
            valise._service.forget()
            valise._follow_in_background()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
