"""The tour, by the client that openapi-generator (python) makes of /openapi.

Asks for VALISE_URL, VALISE_PUBLIC_KEY and VALISE_PRIVATE_KEY in the environment; ends with 1 at the first surprise.
"""

import io
import json
import os
import time
import zipfile

from valise_client import (
    ApiClient,
    ApiException,
    AppCreation,
    AppsApi,
    Configuration,
    DeploymentsApi,
    DraftsApi,
    EnvironmentColumns,
    EnvironmentsApi,
    EnvironmentValueWrite,
    FilesApi,
    LoginRequest,
    NameOnly,
    RunTimeApi,
    RuntimeTokenRequest,
    RuntimeTokensApi,
    SecretCreation,
    SecretsApi,
    SecretUpdate,
    SessionsApi,
    ValuesApi,
    ValueWrite,
)


def client(token=None):
    return ApiClient(Configuration(host=os.environ["VALISE_URL"], access_token=token))


def same(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} should be {expected!r}")


def error_code(call, *arguments):
    """What the service answers instead of a reply."""
    try:
        call(*arguments)
    except ApiException as refusal:
        return json.loads(refusal.body)["error_code"]
    raise AssertionError("this should have been refused")


# Log in with an API key; every other call shows the access token.
login = SessionsApi(client()).login(
    "mongodb-cloud",
    LoginRequest(username=os.environ["VALISE_PUBLIC_KEY"], api_key=os.environ["VALISE_PRIVATE_KEY"]),
)
session = client(login.access_token)
profile = SessionsApi(session).get_profile()
same(profile.user_id, login.user_id)
project = profile.roles[0].group_id

# An app, unless there is one of that name.
apps = AppsApi(session)
name = f"tour-py-{time.time_ns() // 1000 % 1_000_000_000}"
before = apps.list_apps(project)
created = apps.create_app(project, AppCreation(name=name, environment="development"))
same(len(apps.list_apps(project)), len(before) + 1)
same(error_code(apps.create_app, project, AppCreation(name=name)), "AppAlreadyExists")
app = (project, created.id)

# A secret, and a value that links to it: the value shows the secret's name, nothing shows its content.
secrets = SecretsApi(session)
values = ValuesApi(session)
secret = secrets.create_secret(*app, SecretCreation(name="api-key", value="made-up-content"))
linked = values.create_value(*app, ValueWrite(name="key", value="api-key", from_secret=True))
same(values.get_value(*app, linked.id).value, "api-key")
same([(one.id, one.used_by) for one in secrets.list_secrets(*app)], [(secret.id, ["key"])])

# Any JSON is a value.
limits = {"retries": 3, "ratio": 0.5, "hosts": ["a.example", "b.example"], "tls": {"on": True, "ca": None}}
for one, value in {"limits": limits, "greeting": "Grüß Gott", "none": None, "big": 2**70, "list": [1, "2", [3]]}.items():
    kept = values.create_value(*app, ValueWrite(name=one, value=value))
    same(values.get_value(*app, kept.id).value, value)

# Changes wait in a draft, and go live together.
drafts = DraftsApi(session)
deployments = DeploymentsApi(session)
environments = EnvironmentsApi(session)
first = deployments.list_deployments(*app)[0]
draft = drafts.create_draft(*app)
same([one.id for one in drafts.list_drafts(*app)], [draft.id])
values.update_value(*app, linked.id, ValueWrite(name="key", value={"nested": ["now", "plain"]}))
secrets.update_secret(*app, secret.id, SecretUpdate(name="renamed-key"))
url = environments.create_environment_value(
    *app,
    EnvironmentValueWrite(
        name="base-url",
        values=EnvironmentColumns(production="https://shop.example", development={"port": 80}),
    ),
)
same(deployments.list_deployments(*app)[0].id, first.id)
diffs = drafts.diff_draft(*app, draft.id).diffs
same([diff for diff in diffs if diff.startswith("secret")], ['secret "renamed-key": renamed from "api-key"'])
same(len([diff for diff in diffs if diff.startswith("--- values/key.json")]), 1)
deployed = drafts.deploy_draft(*app, draft.id, name_only=NameOnly(name="the tour"))
same((deployed.status, deployed.name, deployed.draft_id), ("successful", "the tour", draft.id))
same(drafts.list_drafts(*app), [])

# What is live now, and back again.
description = apps.describe_app(*app)
same((description.secrets, description.environment_values), (["renamed-key"], ["base-url"]))
columns = environments.get_environment_value(*app, url.id).values
same((columns.production, columns.development), ("https://shop.example", {"port": 80}))
same(values.get_value(*app, linked.id).value, {"nested": ["now", "plain"]})
same(deployments.get_deploy_config(*app).automatic_deployment.enabled, False)
deployments.redeploy(*app, first.id)
same(values.get_value(*app, linked.id).value, "renamed-key")
history = deployments.list_deployments(*app, limit=2)
same(
    [(one.redeployed_from, one.revision) for one in history],
    [(first.id, deployed.revision + 1), (None, deployed.revision)],
)

# Import many secrets and values at once.
same(secrets.import_secrets(*app, {"second-key": "made-up-too"}).created, ["second-key"])
same(values.import_values(*app, {"greeting": "hello", "more": [1, "2"]}, replace=True).created, ["more"])

# Export the app as a zip, pull it as JSON, push it back, and import another state.
files = FilesApi(session)
with zipfile.ZipFile(io.BytesIO(files.export_app(*app))) as zip:
    same((zip.testzip(), "values/greeting.json" in zip.namelist()), (None, True))
whole = files.pull_app(*app)
same([one["name"] for one in whole["values"]], ["greeting", "more"])
files.push_app(*app, whole)
following = {
    "config_version": 20210101,
    "values": [
        {"name": "greeting", "value": "bye"},
        {"name": "key", "value": "second-key", "from_secret": True},
    ],
}
# A diff for each file: the two values, the one that is removed, and the environment value.
same(len(files.import_app(*app, following, diff=True)), 4)
same(files.import_app(*app, following), None)

# Read at run time, with a token that can read nothing else.
token = RuntimeTokensApi(session).create_runtime_token(*app, RuntimeTokenRequest(name="tour")).token
program = RunTimeApi(client(token))
read = program.read_values(created.client_app_id)
same(read.values, {"greeting": "bye", "key": "made-up-too"})
same(program.read_value(created.client_app_id, "greeting"), "bye")
# The other formats are text. The client expects JSON, so take the text from the response.
for format in ("dotenv", "yaml", "properties"):
    response = program.read_values_without_preload_content(created.client_app_id, format=format)
    same((response.status, "bye" in response.read().decode()), (200, True))

apps.delete_app(*app)
same(error_code(apps.get_app, *app), "AppNotFound")
SessionsApi(client(login.refresh_token)).end_session()
same(error_code(apps.list_apps, project), "InvalidSession")
print("The tour is done.")
