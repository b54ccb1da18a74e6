import assert from "node:assert/strict";
import { it } from "node:test";
import { inspect } from "node:util";
import { connect } from "@valise/client";
import { eventually } from "./fake.js";

const { VALISE_URL: url, VALISE_ADMIN: admin, VALISE_ACCESS_TOKEN: access, VALISE_TEST_SECRET: secret } = process.env;

/** Changes a value as an owner, deployed at once. */
async function setGreeting(value) {
  const send = (path, options = {}) =>
    fetch(admin + path, {
      ...options,
      headers: { Authorization: `Bearer ${access}`, "Content-Type": "application/json" },
    });
  const { _id: id } = (await (await send("/values")).json()).find(({ name }) => name === "greeting");
  const answer = await send(`/values/${id}`, { method: "PUT", body: JSON.stringify({ name: "greeting", value }) });
  assert.equal(answer.status, 200);
}

it("reads from a running service, follows a deployment, and prints no secret", { skip: !url }, async () => {
  await setGreeting("hello");
  const context = await connect();
  try {
    const changes = [];
    context.on("change", (change) => changes.push(change));
    assert.equal(context.values.get("paymentKey"), secret);
    assert.equal(context.values.text("big"), "12345678901234567890.10");
    await setGreeting("hello, JavaScript");
    await eventually("the deployment", () => context.values.get("greeting") === "hello, JavaScript");
    await eventually("the listener", () => changes.some(({ changed }) => changed.includes("greeting")));
    assert.equal(context.error, null);
    assert.ok(!(inspect(context, { depth: 9, showHidden: true }) + JSON.stringify(context)).includes(secret));
    await assert.rejects(connect({ token: "vrt_wrong" }), { name: "ValiseError", status: 401 });
  } finally {
    context.close();
  }
});
