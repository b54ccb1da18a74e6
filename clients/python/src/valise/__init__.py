"""Reads an app's Values and Secrets from Valise, keeps them, and follows deployments."""

from ._client import Change, Valise, connect
from ._errors import ValiseError
from ._snapshot import Environment, Snapshot, Values

__all__ = ["Change", "Environment", "Snapshot", "Valise", "ValiseError", "Values", "connect"]
