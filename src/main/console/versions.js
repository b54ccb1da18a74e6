// Fails unless the libraries that the types come from have the versions that the build bundles (pom.xml).
import { readFile } from "node:fs/promises";

const read = (file) => readFile(new URL(file, import.meta.url), "utf8");
const pom = await read("../../../pom.xml");
const { devDependencies } = JSON.parse(await read("package.json"));

const NPM_PACKAGE =
  /<groupId>org\.mvnpm(?:\.at\.([^<]+))?<\/groupId>\s*<artifactId>([^<]+)<\/artifactId>\s*<version>([^<]+)</g;
const bundled = [...pom.matchAll(NPM_PACKAGE)].map(
  ([, scope, name, version]) => [scope ? `@${scope}/${name}` : name, version],
);

const wrong = bundled.filter(
  ([name, version]) => devDependencies[name] !== version,
);
for (const [name, version] of wrong) {
  console.error(
    `pom.xml has ${name} ${version}, package.json has ${devDependencies[name] ?? "none"}.`,
  );
}
if (!bundled.length)
  console.error("pom.xml has no dependency of the group org.mvnpm.");
if (wrong.length || !bundled.length) process.exitCode = 1;
