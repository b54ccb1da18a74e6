class ValiseError(Exception):
    """Why the service did not answer, or what it answered instead. Never holds a value, a token or a body.

    ``code`` is the service's ``error_code``, or ``Unreachable``, ``Timeout``, ``Redirected``, ``UnexpectedAnswer``,
    ``InvalidOption``; ``status`` the HTTP status, 0 where nothing was answered.
    """

    def __init__(self, code: str, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    @property
    def temporary(self) -> bool:
        """Whether the same request may well succeed in a moment."""
        return self.code in ("Unreachable", "Timeout") or self.status in (408, 429) or self.status >= 500
