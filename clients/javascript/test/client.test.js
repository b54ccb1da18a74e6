import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, beforeEach, describe, it } from "node:test";
import { inspect } from "node:util";
import { connect, ValiseError } from "@valise/client";
import { eventually, Fake, refuse } from "./fake.js";

const TOKEN = "vrt_made-up-token";
const quick = { requestTimeout: 10_000, heartbeatTimeout: 10_000, pollInterval: 50, startTimeout: 0 };

let fake;
let open;
let warnings;

beforeEach(async (test) => {
  fake = await Fake.start();
  open = [];
  warnings = [];
  console.warn = (...words) => warnings.push(words.join(" "));
});

afterEach(async () => {
  open.forEach((context) => context.close());
  await fake.stop();
});

async function connected(options = {}) {
  const context = await connect({ url: fake.url, app: "shop-abcde", token: TOKEN, ...quick, ...options });
  open.push(context);
  return context;
}

function heard(context, event) {
  const all = [];
  context.on(event, (argument) => all.push(argument));
  return all;
}

describe("values", () => {
  it("are read by name", async () => {
    const context = await connected();
    assert.equal(context.values.get("greeting"), "hello");
    assert.equal(context.values.get("paymentKey"), "made-up-content");
    assert.equal(context.values.get("absent"), undefined);
    assert.equal(context.values.get("constructor"), undefined);
    assert.equal(context.values.has("greeting"), true);
    assert.deepEqual(context.values.names(), ["greeting", "paymentKey"]);
    assert.equal(context.revision, 1);
    assert.equal(context.environment.tag, "qa");
    assert.equal(context.environment.values.host, "qa.example.com");
    assert.equal(context.environment.values.constructor, undefined);
    assert.equal(fake.requests[0].headers.authorization, `Bearer ${TOKEN}`);
  });

  it("keep their digits as text", async () => {
    const big = '{ "n" : 12345678901234567890.10, "s":"a\\\\\\"}],{", "deep": [[1.0], {}] }';
    fake.body = () => `{"revision": 1, "values" : {"big": ${big} ,"one":1.50,"empty":{},"no":null}, "unresolved": []}`;
    const { values } = await connected({ follow: false });
    assert.equal(values.text("big"), big);
    assert.deepEqual(values.get("big"), JSON.parse(big));
    assert.equal(values.text("one"), "1.50");
    assert.equal(values.text("empty"), "{}");
    assert.equal(values.get("no"), null);
    assert.deepEqual(values.names(), ["big", "one", "empty", "no"]);
  });

  it("cannot be altered by whoever reads them", async () => {
    fake.values = { list: [{ a: 1 }] };
    const context = await connected();
    assert.throws(() => context.values.get("list")[0].a++, TypeError);
    assert.throws(() => (context.environment.values.host = ""), TypeError);
  });

  it("say which of them links to a secret that is gone", async () => {
    const context = await connected();
    assert.throws(() => context.values.get("orphan"), { code: "SecretNotFound", message: /"orphan"/ });
    assert.deepEqual(context.snapshot.unresolved, ["orphan"]);
  });

  it("of one revision stay together", async () => {
    const context = await connected();
    const { values } = context;
    fake.deploy({ greeting: "bye" });
    await eventually("the deployment", () => context.revision === 2);
    assert.equal(values.get("greeting"), "hello");
    assert.equal(context.values.get("greeting"), "bye");
  });

  it("come by require, too", async () => {
    const required = createRequire(import.meta.url)("@valise/client");
    const context = await required.connect({ url: fake.url, app: "shop-abcde", token: TOKEN, follow: false });
    assert.equal(context.values.get("greeting"), "hello");
  });
});

describe("a deployment", () => {
  it("is noticed by its event", async () => {
    const context = await connected();
    const changes = heard(context, "change");
    await eventually("the stream", () => fake.streams.size === 1);
    fake.deploy({ greeting: "bye", added: 1 });
    await eventually("the change", () => changes.length === 1);
    assert.deepEqual(changes, [{ revision: 2, changed: ["added", "greeting", "paymentKey"] }]);
    assert.equal(context.values.get("greeting"), "bye");
  });

  it("is noticed by polling where the stream is silent, and by events again later", async () => {
    let silent = true;
    fake.instead = (request, response, path) =>
      path === "/events" && silent && response.writeHead(200, { "Content-Type": "text/event-stream" }).write("");
    const context = await connected({ requestTimeout: 500 });
    await eventually("a long poll", () => fake.requests.some(({ path }) => path === "/values?wait=30"));
    fake.deploy({ greeting: "bye" });
    await eventually("the change", () => context.revision === 2);
    silent = false;
    await eventually("the stream", () => fake.streams.size === 1);
    assert.equal(context.error, null);
  });

  it("is noticed by polling where heart-beats fail to come", async () => {
    const context = await connected({ heartbeatTimeout: 200 });
    await eventually("a long poll", () => fake.requests.some(({ path }) => path === "/values?wait=30"));
    fake.deploy({ greeting: "bye" });
    await eventually("the change", () => context.revision === 2);
  });

  it("is noticed by polling where there are no events", async () => {
    fake.instead = (request, response, path) => path === "/events" && refuse(response, 500, "InternalError", "no");
    const context = await connected();
    fake.deploy({ greeting: "bye" });
    await eventually("the change", () => context.revision === 2);
    assert.deepEqual(warnings, []);
  });

  it("is noticed by plain polls where a long one is cut", async () => {
    fake.instead = (request, response, path) => {
      if (path === "/events") {
        return refuse(response, 404, "NotFound", "no events here");
      }
      return path.includes("wait") && refuse(response, 504, "GatewayTimeout", "slow");
    };
    const context = await connected();
    await eventually("a poll without wait after one with", () => {
      const paths = fake.requests.map(({ path }) => path);
      return paths.includes("/values?wait=30") && paths.lastIndexOf("/values") > paths.indexOf("/values?wait=30") + 1;
    });
    fake.deploy({ greeting: "bye" });
    await eventually("the change", () => context.revision === 2);
  });

  it("is not undone by an instance that is behind", async () => {
    const context = await connected();
    await eventually("the stream", () => fake.streams.size === 1);
    fake.deploy({ greeting: "bye" });
    await eventually("the change", () => context.revision === 2);
    const changes = heard(context, "change");
    let behind = 1;
    fake.instead = (request, response, path) =>
      path !== "/events" && behind-- > 0 && response.end(fake.body().replace('"revision":3', '"revision":1'));
    fake.deploy({ greeting: "again" });
    await eventually("the change", () => context.revision === 3);
    assert.deepEqual(changes.map(({ revision }) => revision), [3]);
  });

  it("of a restored back-up is taken, though its number is lower", async () => {
    fake.revision = 9;
    const context = await connected();
    await eventually("the stream", () => fake.streams.size === 1);
    fake.revision = 3;
    fake.deploy({ greeting: "restored" });
    await eventually("the change", () => context.revision === 4);
    assert.equal(context.values.get("greeting"), "restored");
  });
});

describe("an outage", () => {
  it("at the start is an error that says so", async () => {
    await fake.stop();
    await assert.rejects(connected(), { code: "Unreachable", message: `${fake.url} cannot be reached (ECONNREFUSED)` });
  });

  it("at the start is waited for, if asked", async () => {
    await fake.stop();
    const waiting = connected({ startTimeout: Infinity });
    fake = await Fake.start(fake.port);
    assert.equal((await waiting).values.get("greeting"), "hello");
  });

  it("later leaves the last known values, is told once, and ends by itself", async () => {
    const context = await connected();
    const errors = heard(context, "error");
    await eventually("the stream", () => fake.streams.size === 1);
    await fake.stop();
    await eventually("the error", () => context.error !== null);
    assert.equal(context.error.code, "Unreachable");
    assert.equal(context.values.get("greeting"), "hello");
    fake = await Fake.start(fake.port);
    fake.revision = 2;
    fake.values = { greeting: "back" };
    await eventually("the new values", () => context.values.get("greeting") === "back");
    assert.equal(context.error, null);
    assert.equal(errors.length, 1);
    assert.deepEqual(warnings, []);
  });

  it("of a slow server is a time-out", async () => {
    fake.instead = () => true;
    await assert.rejects(connected({ requestTimeout: 200 }), { code: "Timeout" });
  });

  it("in the middle of an answer leaves the last known values", async () => {
    const context = await connected({ requestTimeout: 500 });
    fake.instead = (request, response, path) =>
      path !== "/events" && response.writeHead(200, { "Content-Length": 1000 }).write('{"revision": 2, "val');
    fake.deploy({});
    await eventually("the error", () => context.error?.code === "Timeout");
    assert.equal(context.values.get("greeting"), "hello");
  });

  it("is a warning, if nobody listens", async () => {
    const context = await connected();
    await fake.stop();
    await eventually("the error", () => context.error !== null);
    await eventually("more attempts", () => warnings.length > 0);
    assert.match(warnings[0], /^valise: http:.* cannot be reached .*the values of revision 1 go on$/);
  });
});

describe("a refusal", () => {
  const refused = [
    [401, "InvalidSession", "invalid runtime token"],
    [403, "Forbidden", "not allowed"],
    [404, "AppNotFound", "app not found"],
  ];
  for (const [status, code, error] of refused) {
    it(`with ${status} at the start is thrown at once, however long the start may take`, async () => {
      fake.instead = (request, response) => refuse(response, status, code, error);
      await assert.rejects(connected({ startTimeout: Infinity }), { name: "ValiseError", code, status, message: error });
    });
  }

  it("later is told, leaves the last known values, and is got over with a new token", async () => {
    let token = TOKEN;
    const context = await connected({ token: () => token });
    const errors = heard(context, "error");
    await eventually("the stream", () => fake.streams.size === 1);
    fake.instead = (request, response) =>
      request.headers.authorization !== "Bearer vrt_new" && refuse(response, 401, "InvalidSession", "revoked");
    fake.deploy({ greeting: "bye" });
    await eventually("the error", () => errors.length === 1);
    assert.equal(errors[0].status, 401);
    assert.equal(context.error.code, "InvalidSession");
    assert.equal(context.values.get("greeting"), "hello");
    token = "vrt_new\n";
    await eventually("the new values", () => context.values.get("greeting") === "bye");
  });

  it("by redirection does not send the token along", async () => {
    const other = await Fake.start();
    fake.instead = (request, response) => response.writeHead(307, { Location: `${other.url}/x?secret=1` }).end();
    await assert.rejects(connected({ startTimeout: Infinity }), {
      code: "Redirected",
      message: new RegExp(`redirected to ${other.url}/x: set url`),
    });
    assert.deepEqual(other.requests, []);
    await other.stop();
  });

  it("by somebody else quotes nothing of the answer", async () => {
    for (const body of ["<html>made-up-content</html>", '{"revision": 1}', '{"values": {"a": "made-up-content"', "[]"]) {
      fake.instead = (request, response) => response.end(body);
      await assert.rejects(connected(), (error) => {
        assert.equal(error.code, "UnexpectedAnswer");
        assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /made-up/);
        return true;
      });
    }
  });

  it("of bad options names them", async () => {
    await assert.rejects(connected({ url: "shop" }), { code: "InvalidOption", message: /^url/ });
    await assert.rejects(connected({ url: "http://a:b@example.com" }), { code: "InvalidOption", message: /^url/ });
    await assert.rejects(connected({ app: "" }), { code: "InvalidOption", message: /^app.*VALISE_APP/ });
    await assert.rejects(connected({ token: "made-up\ntoken" }), (error) => {
      assert.equal(error.code, "InvalidOption");
      assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /made-up/);
      return true;
    });
  });
});

describe("nothing", () => {
  it("prints a content or the token", async () => {
    const context = await connected();
    const shown = [context, context.values, context.snapshot, context.environment, { context }]
      .flatMap((it) => [inspect(it, { depth: 9, showHidden: true }), JSON.stringify(it), String(it), `${Object.entries(it)}`])
      .join("\n");
    assert.doesNotMatch(shown, /made-up|hello|qa\.example/);
    assert.match(shown, /Valise\(shop-abcde, revision 1\)/);
  });

  it("is asked for once closed", async () => {
    const context = await connected();
    await eventually("the stream", () => fake.streams.size === 1);
    context.close();
    await eventually("the end of the stream", () => fake.streams.size === 0);
    const asked = fake.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(fake.requests.length, asked);
    assert.equal(context.values.get("greeting"), "hello");
    assert.equal(context.error, null);
    assert.deepEqual(warnings, []);
  });

  it("comes of a listener that fails", async () => {
    const context = await connected();
    context.on("change", () => {
      throw new RangeError("made-up-content");
    });
    const off = context.on("change", () => assert.fail("taken off"));
    off();
    const changes = heard(context, "change");
    fake.deploy({ greeting: "bye" });
    await eventually("the change", () => changes.length === 1);
    await eventually("the warning", () => warnings.length === 1);
    assert.deepEqual(warnings, ['valise: a listener of "change" failed: RangeError']);
    assert.throws(() => context.on("deployed", () => {}), ValiseError);
  });
});
