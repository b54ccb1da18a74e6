import { createServer } from "node:http";

/** A service whose answers a test chooses, to have the faults that a real one does not show at will. */
export class Fake {
  requests = [];
  streams = new Set();
  revision = 1;
  values = { greeting: "hello", paymentKey: "made-up-content" };
  /** Answers instead: `(request, response, path) => true` if it did. */
  instead = () => false;

  static async start(port = 0) {
    const fake = new Fake();
    fake.server = createServer((request, response) => fake.#answer(request, response));
    await new Promise((resolve) => fake.server.listen(port, "127.0.0.1", resolve));
    fake.port = fake.server.address().port;
    fake.url = `http://127.0.0.1:${fake.port}`;
    return fake;
  }

  deploy(values) {
    this.revision++;
    this.values = values;
    for (const stream of this.streams) {
      stream.write(this.#event());
    }
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  body() {
    return JSON.stringify({
      revision: this.revision,
      environment: { tag: "qa", values: { host: "qa.example.com" } },
      values: this.values,
      unresolved: ["orphan"],
    });
  }

  #answer(request, response) {
    const path = request.url.replace("/api/client/v1/apps/shop-abcde", "");
    this.requests.push({ path, headers: request.headers });
    if (this.instead(request, response, path)) {
      return;
    }
    if (path === "/events") {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write(this.#event());
      this.streams.add(response);
      response.on("close", () => this.streams.delete(response));
      return;
    }
    if (request.headers["if-none-match"] === `"${this.revision}"`) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { "Content-Type": "application/json", ETag: `"${this.revision}"` }).end(this.body());
  }

  #event() {
    return `event: deployed\ndata: {"revision": ${this.revision}}\n\n`;
  }
}

/** Answers as the service does when it refuses. */
export function refuse(response, status, code, error) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ error, error_code: code }));
  return true;
}

/** Waits until there is something. */
export async function eventually(what, condition) {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    if (await condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not seen in time: ${what}`);
}
