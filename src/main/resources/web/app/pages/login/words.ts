/** Logging in, and logging in again. */
export const words = {
  title: "Log in to Valise",
  again: "Log in again",
  ended: "Your session has ended.",
  loggedOut: "You logged out in another tab.",
  nothingLost: "Nothing is lost: log in, and go on where you were.",
  publicKey: "Public key",
  privateKey: "Private key",
  action: "Log in",
  leave: "Log out instead",
  hint: "An API key pair. The service printed the first one when it was first started. Owners create more under “People and keys”.",
  wrong: "No API key has this pair. Check both parts, then try again.",
};
