// What a Function finds in its sandbox. Evaluated once, when the engine is made; every call begins with a copy of the
// memory that this leaves behind, so nothing that a call does is there for another.
(() => {
  "use strict";
  // The only door: Host.java answers. Kept here, out of the Function's sight.
  const door = globalThis.java_invoke;
  for (const name of ["java_invoke", "Javy", "plugin"]) delete globalThis[name];

  // Taken now, since a Function may replace them.
  const { parse, stringify } = JSON;
  const evaluate = globalThis.eval;
  const { Error, Proxy, String } = globalThis;
  const wellFormed = Function.prototype.call.bind(String.prototype.toWellFormed);

  const ask = (question, text = "-") => parse(door("", question, wellFormed(String(text))))[0];
  const fail = (code, sentence) => ask("failure", `${code} ${sentence}`);

  const shown = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    try {
      return stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };

  const line = (values) => {
    let text = "";
    for (let i = 0; i < values.length; i++) text += (i ? " " : "") + shown(values[i]);
    return text;
  };

  const sentence = (thrown) => {
    try {
      return shown(thrown);
    } catch {
      return "an error that cannot be shown";
    }
  };

  // What the host needs to find the position of the fault.
  const trace = (thrown) => {
    try {
      if (thrown instanceof Error) ask("thrown", `${thrown.constructor.name}\n${thrown.stack}`);
    } catch {
      // An error that cannot be shown has no position.
    }
  };

  // The parser's stack begins with the position and the evaluation of the text, here.
  const isOfParser = (error) => /^ *at <input>:\d+:\d+\n *at eval \(native\)\n *at call \(/.test(error.stack);

  const log = (...values) => void ask("log", line(values));
  const warn = (...values) => void ask("warn", line(values));
  globalThis.console = { log, info: log, debug: log, warn, error: warn };

  const unsupported = (what) => {
    throw new Error(`${what} is not supported: a Function here reads context.values and context.environment`);
  };
  let environment;
  globalThis.context = {
    values: { get: (name) => ask("value", name) },
    get environment() {
      return (environment ??= ask("environment"));
    },
    runningAsSystem: () => true,
  };
  for (const name of ["app", "functions", "http", "https", "request", "services", "user"]) {
    Object.defineProperty(globalThis.context, name, { get: () => unsupported(`context.${name}`), enumerable: false });
  }
  globalThis.require = (name) => unsupported(`require("${name}")`);
  globalThis.exports = undefined;
  globalThis.module = {};

  let numbers = [];
  Math.random = () => {
    if (numbers.length === 0) numbers = ask("random");
    return numbers.pop();
  };

  const exported = () => {
    const main = evaluate("exports") ?? module.exports;
    if (typeof main === "function") return main;
    throw new Error("the source exports no function: it should say exports = function () { … }");
  };

  const json = (result) => {
    if (result === undefined) return '{"$undefined":true}';
    const text = stringify(result);
    if (text === undefined) throw new Error(`the result is a ${typeof result}, which is no JSON`);
    return text;
  };

  const call = async () => {
    let code = "FunctionExecutionError";
    try {
      const source = ask("source");
      const expression = ask("expression");
      try {
        // The engine counts columns from 0 in the first line of a text, and from 1 in all others.
        evaluate(`\n${source}`);
      } catch (error) {
        if (error instanceof SyntaxError && isOfParser(error)) code = "FunctionSyntaxError";
        throw error;
      }
      if (typeof module.exports === "function") globalThis.exports = module.exports;
      let result;
      if (expression === undefined) {
        code = "FunctionInvalid";
        const main = exported();
        code = "FunctionExecutionError";
        result = main(...ask("arguments"));
      } else {
        result = evaluate(expression);
      }
      ask("result", json(await result));
    } catch (error) {
      const said = sentence(error);
      trace(error);
      fail(said.startsWith("InternalError: out of memory") ? "MemoryLimitExceeded" : code, said);
    }
  };

  // The module that each call begins with takes it from here.
  globalThis.beginCall = () => {
    delete globalThis.beginCall;
    call();
  };
})();
