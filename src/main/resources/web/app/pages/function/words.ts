/** Trying a Function. */
export const words = {
  title: "Try a Function",
  ownersOnly:
    "A Function can show a secret, so only an owner of the project can run one. Ask for a key with that role.",
  reads: (deployed: unknown) => [
    "It reads the ",
    deployed,
    " values, not those of your draft. A linked value gives the secret’s content: what you return or log is shown below. Each run is recorded in the audit log.",
  ],
  deployed: "deployed",
  source: "JavaScript",
  rule: (code: (text: string) => unknown): unknown[] => [
    "Sets ",
    code("exports"),
    " to a function. ",
    code("context.values.get(name)"),
    ", ",
    code("context.environment.tag"),
    " and ",
    code("context.environment.values"),
    " are there; the network and files are not.",
  ],
  run: "Run",
  runs: "runs",
  failed: "It failed",
  result: "Result",
  error: "Error",
  clear: "Clear",
  log: "Log",
  errors: "Errors and warnings",
};
