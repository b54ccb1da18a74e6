// Generates the console's API types from the service's OpenAPI document.
// Usage: node api-types.js [--check] [document]
// The document is a file or a URL, by default that in VALISE_OPENAPI. With --check nothing is written: it fails if the
// generated file is not current. Without a document, --check says so and passes.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import * as prettier from "prettier";

const TYPES = fileURLToPath(
  new URL("../resources/web/app/api/schemas.ts", import.meta.url),
);
const HEADER = `/**
 * The schemas of the API, generated from its OpenAPI document. Do not edit: run "npm run api" in src/main/console.
 */
`;

async function read(document) {
  if (/^https?:/.test(document)) {
    const answer = await fetch(document, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(`${document} answered ${answer.status}.`);
    return answer.json();
  }
  // npm runs this in the package's folder: a relative path is meant from where npm was called.
  const from = process.env.INIT_CWD ?? process.cwd();
  const file = isAbsolute(document) ? document : resolve(from, document);
  if (!existsSync(file))
    throw new Error(`There is no OpenAPI document ${file}.`);
  return JSON.parse(await readFile(file, "utf8"));
}

async function generate({ openapi, info, components }) {
  // The console reads the schemas only. Without the routes, the file changes only when a schema does.
  const document = {
    openapi,
    info,
    paths: {},
    components: { schemas: components.schemas },
  };
  const types = astToString(await openapiTS(document, { alphabetize: true }));
  const options = await prettier.resolveConfig(TYPES, { editorconfig: true });
  return prettier.format(HEADER + types, { ...options, filepath: TYPES });
}

const check = process.argv.includes("--check");
const document =
  process.argv.slice(2).find((word) => word !== "--check") ??
  process.env.VALISE_OPENAPI;
if (!document && check) {
  console.log(
    "Not checked against the API: set VALISE_OPENAPI to its OpenAPI document, a file or a URL.",
  );
} else if (!document) {
  console.error(
    "Name the OpenAPI document, a file or a URL, or set VALISE_OPENAPI to it.",
  );
  process.exitCode = 2;
} else {
  const types = await generate(await read(document));
  if (!check) {
    await writeFile(TYPES, types);
  } else if (!existsSync(TYPES) || (await readFile(TYPES, "utf8")) !== types) {
    console.error(
      `The API has changed. Run in src/main/console: npm run api -- ${document}`,
    );
    process.exitCode = 1;
  }
}
