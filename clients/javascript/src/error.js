/** Why the service did not answer, or what it answered instead. Never holds a value, a token or a body. */
export class ValiseError extends Error {
  /**
   * @param {string} code the service's own code, or `Unreachable`, `Timeout`, `Redirected`, `UnexpectedAnswer`,
   *   `InvalidOption`
   * @param {string} message
   * @param {number} [status] the HTTP status; 0 where nothing was answered
   */
  constructor(code, message, status = 0) {
    super(message);
    this.name = "ValiseError";
    this.code = code;
    this.status = status;
  }

  /** Whether the same request may well succeed in a moment. */
  get temporary() {
    return ["Unreachable", "Timeout"].includes(this.code) || [408, 429].includes(this.status) || this.status >= 500;
  }
}
