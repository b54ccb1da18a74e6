import json
import re
from typing import Any, Dict, List, Optional, Tuple

from ._errors import ValiseError

#: Only finds where a value ends.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_BLANKS = re.compile(r"[ \n\r\t]*")


class Values:
    """The values of one revision. Keep it to read several values of one deployment. Shows no content when printed."""

    __slots__ = ("_texts", "_unresolved")

    def __init__(self, texts: Dict[str, str], unresolved: Tuple[str, ...] = ()) -> None:
        self._texts = texts
        self._unresolved = frozenset(unresolved)

    def get(self, name: str, default: Any = None) -> Any:
        """The value, parsed afresh; ``default`` if there is none, or the token may not read it.

        Numbers with a fraction are floats: use ``text`` for those with more digits. Raises ``SecretNotFound`` if the
        value links to a secret that is gone.
        """
        text = self.text(name)
        return default if text is None else json.loads(text)

    def text(self, name: str) -> Optional[str]:
        """The value's JSON, with the digits it was stored with."""
        if name in self._unresolved:
            raise ValiseError("SecretNotFound", f'value "{name}" links to a secret that is gone', 409)
        return self._texts.get(name)

    def has(self, name: str) -> bool:
        return name in self._texts

    def names(self) -> List[str]:
        return list(self._texts)

    def changed_from(self, other: "Values") -> Tuple[str, ...]:
        """The names of the values that are not the same in both."""
        names = self._texts.keys() | other._texts.keys()
        return tuple(sorted(name for name in names if self._texts.get(name) != other._texts.get(name)))

    def __repr__(self) -> str:
        return f"Values({len(self._texts)})"

    def __getstate__(self) -> None:
        raise TypeError("values are not written down: they may hold secrets")


class Environment:
    """The environment tag (``""``, ``development``, …), and the environment values that it selects."""

    __slots__ = ("tag", "values")

    def __init__(self, tag: str, values: Values) -> None:
        self.tag = tag
        self.values = values

    def __repr__(self) -> str:
        return f"Environment({self.tag!r})"


class Snapshot:
    """One revision, whole. It never changes. ``unresolved`` names values that link to a secret that is gone."""

    __slots__ = ("revision", "environment", "values", "unresolved", "_etag")

    def __init__(
        self, revision: int, environment: Environment, values: Values, unresolved: Tuple[str, ...], etag: str
    ) -> None:
        self.revision = revision
        self.environment = environment
        self.values = values
        self.unresolved = unresolved
        self._etag = etag

    def __repr__(self) -> str:
        return f"Snapshot(revision={self.revision})"


def parse(text: str, etag: str) -> Snapshot:
    """What ``GET /values`` answered."""
    try:
        return _parse(text, etag)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # The parser's error holds the whole text: ours is raised outside, so that it is not its context.
    raise ValiseError("UnexpectedAnswer", "the answer is not an app's values: is this the address of Valise?", 200)


def _parse(text: str, etag: str) -> Snapshot:
    parts = _members(text)
    environment = _members(parts.get("environment", "{}"))
    unresolved = tuple(json.loads(parts.get("unresolved", "[]")))
    return Snapshot(
        int(parts["revision"]),
        Environment(json.loads(environment.get("tag", '""')), Values(_members(environment.get("values", "{}")))),
        Values(_members(parts["values"]), unresolved),
        unresolved,
        etag,
    )


def _members(text: str) -> Dict[str, str]:
    """The members of a JSON object as text: a parser would round long numbers."""
    found: Dict[str, str] = {}
    at = _sign("{", text, 0)
    while text[at : at + 1] != "}":
        name, end = _DECODER.raw_decode(text, at)
        start = _sign(":", text, end)
        _, end = _DECODER.raw_decode(text, start)
        found[name] = text[start:end]
        at = _blanks(text, end)
        if text[at : at + 1] != "}":
            at = _sign(",", text, at)
    return found


def _sign(sign: str, text: str, start: int) -> int:
    at = _blanks(text, start)
    if text[at : at + 1] != sign:
        raise ValueError("not a JSON object")
    return _blanks(text, at + 1)


def _blanks(text: str, start: int) -> int:
    found = _BLANKS.match(text, start)
    return found.end() if found else start
