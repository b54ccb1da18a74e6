/**
 * The tour, by the client that openapi-generator (typescript-fetch) makes of /openapi.
 *
 * Asks for VALISE_URL, VALISE_PUBLIC_KEY and VALISE_PRIVATE_KEY in the environment; ends with 1 at the first surprise.
 */
import { deepStrictEqual as same } from "node:assert";
import {
  AppsApi,
  Configuration,
  DeploymentsApi,
  DraftsApi,
  EnvironmentsApi,
  FilesApi,
  ResponseError,
  RunTimeApi,
  RuntimeTokensApi,
  SecretsApi,
  SessionsApi,
  ValuesApi,
} from "./generated";

const settings = (name: string): string => process.env[name] ?? fail(`set ${name}`);
const basePath = settings("VALISE_URL");

/** What the service answers instead of a reply: its error code. */
async function errorCode(reply: Promise<unknown>): Promise<string> {
  try {
    await reply;
  } catch (refusal) {
    if (refusal instanceof ResponseError) {
      return (await refusal.response.json()).error_code;
    }
    throw refusal;
  }
  return fail("this should have been refused");
}

function fail(why: string): never {
  throw new Error(why);
}

async function tour(): Promise<void> {
  // Log in with an API key; every other call shows the access token.
  const login = await new SessionsApi(new Configuration({ basePath })).login({
    provider: "mongodb-cloud",
    loginRequest: { username: settings("VALISE_PUBLIC_KEY"), apiKey: settings("VALISE_PRIVATE_KEY") },
  });
  const session = new Configuration({ basePath, accessToken: login.accessToken });
  const profile = await new SessionsApi(session).getProfile();
  same(profile.userId, login.userId);
  const groupId = profile.roles[0]?.groupId ?? fail("a role in no project");

  // An app, unless there is one of that name.
  const apps = new AppsApi(session);
  const name = `tour-ts-${Date.now() % 1e9}`;
  const before = await apps.listApps({ groupId });
  const created = await apps.createApp({ groupId, appCreation: { name, environment: "development" } });
  same((await apps.listApps({ groupId })).length, before.length + 1);
  same(await errorCode(apps.createApp({ groupId, appCreation: { name } })), "AppAlreadyExists");
  const app = { groupId, appId: created.id };

  // A secret, and a value that links to it: the value shows the secret's name, nothing shows its content.
  const secrets = new SecretsApi(session);
  const values = new ValuesApi(session);
  const secret = await secrets.createSecret({ ...app, secretCreation: { name: "api-key", value: "made-up-content" } });
  const linked = await values.createValue({ ...app, valueWrite: { name: "key", value: "api-key", fromSecret: true } });
  same((await values.getValue({ ...app, id: linked.id })).value, "api-key");
  same((await secrets.listSecrets(app)).map((one) => [one.id, one.usedBy]), [[secret.id, ["key"]]]);

  // Any JSON is a value.
  const json = { retries: 3, ratio: 0.5, hosts: ["a.example", "b.example"], tls: { on: true, ca: null } };
  for (const [one, value] of Object.entries({ limits: json, greeting: "Grüß Gott", none: null, list: [1, "2", [3]] })) {
    const kept = await values.createValue({ ...app, valueWrite: { name: one, value } });
    same((await values.getValue({ ...app, id: kept.id })).value, value);
  }

  // Changes wait in a draft, and go live together.
  const drafts = new DraftsApi(session);
  const deployments = new DeploymentsApi(session);
  const first = (await deployments.listDeployments(app))[0] ?? fail("no deployment yet");
  const draft = await drafts.createDraft(app);
  same((await drafts.listDrafts(app)).map((one) => one.id), [draft.id]);
  await values.updateValue({ ...app, id: linked.id, valueWrite: { name: "key", value: { nested: ["now", "plain"] } } });
  await secrets.updateSecret({ ...app, id: secret.id, secretUpdate: { name: "renamed-key" } });
  const environments = new EnvironmentsApi(session);
  const url = await environments.createEnvironmentValue({
    ...app,
    environmentValueWrite: { name: "base-url", values: { production: "https://shop.example", development: { port: 80 } } },
  });
  same((await deployments.listDeployments(app))[0]?.id, first.id);
  const { diffs } = await drafts.diffDraft({ ...app, draftId: draft.id });
  same(diffs.filter((diff) => diff.startsWith("secret")), ['secret "renamed-key": renamed from "api-key"']);
  same(diffs.filter((diff) => diff.startsWith("--- values/key.json")).length, 1);
  const deployed = await drafts.deployDraft({ ...app, draftId: draft.id, nameOnly: { name: "the tour" } });
  same([deployed.status, deployed.name, deployed.draftId], ["successful", "the tour", draft.id]);
  same(await drafts.listDrafts(app), []);

  // What is live now, and back again.
  const description = await apps.describeApp(app);
  same([description.secrets, description.environmentValues], [["renamed-key"], ["base-url"]]);
  const columns = (await environments.getEnvironmentValue({ ...app, id: url.id })).values;
  same([columns.production, columns.development], ["https://shop.example", { port: 80 }]);
  same((await values.getValue({ ...app, id: linked.id })).value, { nested: ["now", "plain"] });
  await deployments.redeploy({ ...app, id: first.id });
  same((await values.getValue({ ...app, id: linked.id })).value, "renamed-key");
  const history = await deployments.listDeployments({ ...app, limit: 2 });
  same(history.map((one) => [one.redeployedFrom, one.revision]), [
    [first.id, (deployed.revision ?? 0) + 1],
    [null, deployed.revision],
  ]);

  // Import many secrets and values at once.
  same((await secrets.importSecrets({ ...app, requestBody: { "second-key": "made-up-too" } })).created, ["second-key"]);
  const many = { greeting: "hello", more: [1, "2"] };
  same((await values.importValues({ ...app, requestBody: many, replace: true })).created, ["more"]);

  // Export the app as a zip, pull it as JSON, push it back, and import another state.
  const files = new FilesApi(session);
  // It begins with an entry, and ends with the record that ends every zip.
  const zip = await files.exportApp(app);
  same([await zip.slice(0, 4).text(), await zip.slice(-22, -18).text()], ["PK\x03\x04", "PK\x05\x06"]);
  const whole = await files.pullApp(app);
  await files.pushApp({ ...app, body: whole });
  const body = {
    config_version: 20210101,
    values: [
      { name: "greeting", value: "bye" },
      { name: "key", value: "second-key", from_secret: true },
    ],
  };
  // A diff for each file: the two values, the one that is removed, and the environment value.
  same((await files.importApp({ ...app, body, diff: true }))?.length, 4);
  same(await files.importApp({ ...app, body }), null);

  // Read at run time, with a token that can read nothing else.
  const { token } = await new RuntimeTokensApi(session).createRuntimeToken({
    ...app,
    runtimeTokenRequest: { name: "tour" },
  });
  const program = new RunTimeApi(new Configuration({ basePath, accessToken: token }));
  const { clientAppId } = created;
  same((await program.readValues({ clientAppId })).values, { greeting: "bye", key: "made-up-too" });
  same(await program.readValue({ clientAppId, name: "greeting" }), "bye");
  // The other formats are text. The client expects JSON, so take the text from the response.
  for (const format of ["dotenv", "yaml", "properties"] as const) {
    const { raw } = await program.readValuesRaw({ clientAppId, format });
    same((await raw.text()).includes("bye"), true);
  }

  await apps.deleteApp(app);
  same(await errorCode(apps.getApp(app)), "AppNotFound");
  await new SessionsApi(new Configuration({ basePath, accessToken: login.refreshToken })).endSession();
  same(await errorCode(apps.listApps({ groupId })), "InvalidSession");
}

tour().then(
  () => console.log("The tour is done."),
  (surprise) => {
    console.error(surprise);
    process.exit(1);
  },
);
