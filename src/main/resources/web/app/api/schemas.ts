/**
 * The schemas of the API, generated from its OpenAPI document. Do not edit: run "npm run api" in src/main/console.
 */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description A new access token. */
    AccessToken: {
      /** @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlIHVwIn0.bWFkZSB1cA */
      access_token: string;
    };
    /** @description An API key, without its private half. */
    ApiKey: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      created_at: number;
      /**
       * Format: int64
       * @description When it expires, in UNIX seconds; absent if never.
       * @example 1795424400
       */
      expires_at?: number;
      /**
       * Format: int64
       * @description The last log-in, in UNIX seconds, to the minute; absent if there was none.
       * @example 1795424400
       */
      last_used?: number;
      /** @example deploy robot */
      name: string;
      /** @example abcdwxyz */
      public_key: string;
      role: components["schemas"]["Role"];
    };
    ApiKeyRequest: {
      /**
       * Format: int64
       * @description When it expires, in UNIX seconds; never if absent. From then on its log-ins and its sessions are refused.
       * @example 4102444800
       */
      expires_at?: number | null;
      /**
       * @description A display name; need not be unique.
       * @example deploy robot
       */
      name: string;
      /** @description What it may do. Default: GROUP_READ_ONLY. */
      role?: components["schemas"]["Role"] | null;
    };
    App: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /** @example shop-qwert */
      client_app_id: string;
      /** @enum {string} */
      deployment_model: "GLOBAL" | "LOCAL";
      /**
       * @description The same as `group_id`.
       * @example 6650c0ffee0123456789abcd
       */
      domain_id: string;
      /**
       * @description The environment tag; empty for none.
       * @enum {string}
       */
      environment: "" | "development" | "testing" | "qa" | "production";
      /**
       * @description The project's id.
       * @example 6650c0ffee0123456789abcd
       */
      group_id: string;
      /**
       * Format: int64
       * @description When it was last deployed, in UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_used: number;
      /** @enum {string} */
      location: "US-VA" | "US-OR" | "DE-FF" | "IE" | "AU" | "IN-MB" | "SG" | "BR-SP";
      /** @example shop */
      name: string;
      /** @example standard */
      product: string;
      /** @example aws-us-east-1 */
      provider_region: string;
    };
    AppCreation: {
      /**
       * @example GLOBAL
       * @enum {string|null}
       */
      deployment_model?: "GLOBAL" | "LOCAL" | null;
      /**
       * @example development
       * @enum {string|null}
       */
      environment?: "" | "development" | "testing" | "qa" | "production" | null;
      /**
       * @description The app's location. Default: the location of `provider_region`, or else US-VA.
       * @example DE-FF
       * @enum {string|null}
       */
      location?: "" | "US-VA" | "US-OR" | "DE-FF" | "IE" | "AU" | "IN-MB" | "SG" | "BR-SP" | null;
      /** @example shop */
      name: string;
      /**
       * @description Sets the location, if a location has this region.
       * @example aws-eu-central-1
       */
      provider_region?: string | null;
    };
    AppDescription: {
      auth_providers?: components["schemas"]["DescribedAuthProvider"][];
      /** @example shop-qwert */
      client_app_id?: string;
      custom_user_data?: components["schemas"]["DescribedCustomUserData"];
      data_sources?: components["schemas"]["DescribedDataSource"][];
      /**
       * @description The environment tag; empty for none.
       * @enum {string}
       */
      environment?: "" | "development" | "testing" | "qa" | "production";
      /**
       * @description The names of all environment values.
       * @example [
       *       "base-url"
       *     ]
       */
      environment_values?: string[];
      /** @description The triggers. */
      event_subscription?: components["schemas"]["DescribedEventSubscription"][];
      functions?: components["schemas"]["DescribedFunction"][];
      graphql?: components["schemas"]["DescribedGraphQl"];
      hosting?: components["schemas"]["DescribedHosting"];
      http_endpoints?: components["schemas"]["DescribedHttpEndpoint"][];
      log_forwarders?: components["schemas"]["DescribedLogForwarder"][];
      /** @example shop */
      name?: string;
      /**
       * @description The address of the app in the console.
       * @example https://valise.example/groups/6650c0ffee0123456789abce/apps/6650c0ffee0123456789abcd/dashboard
       */
      realm_url?: string;
      /**
       * @description The names of all secrets.
       * @example [
       *       "api-key"
       *     ]
       */
      secrets?: string[];
      services?: components["schemas"]["DescribedService"][];
      sync?: components["schemas"]["DescribedSync"];
      /**
       * @description The names of all values.
       * @example [
       *       "greeting"
       *     ]
       */
      values?: string[];
    };
    AssetAttribute: {
      /** @example Content-Type */
      name: string;
      /** @example text/html */
      value: string;
    };
    AssetAttributes: {
      attributes: components["schemas"]["AssetAttribute"][];
    };
    AuditActor: {
      /**
       * @description The API key's id.
       * @example 6650c0ffee0123456789abcd
       */
      _id?: string;
      /** @example abcdwxyz */
      public_key?: string;
    };
    AuditChange: {
      /** @example 6650c0ffee0123456789abcd */
      _id?: string;
      /** @enum {string} */
      change?: "created" | "updated" | "removed" | "compared";
      /** @example secret */
      kind?: string;
      /** @example api-key */
      name?: string;
    };
    AuditCheck: {
      /**
       * Format: int64
       * @description The number of the first invalid or missing record.
       * @example 17
       */
      broken_at?: number;
      /** @description Whether the newest records are missing, or the signed head that is needed to tell. */
      cut_off: boolean;
      /**
       * Format: int64
       * @description The number of records that were read.
       * @example 42
       */
      entries: number;
      /**
       * @description The hash of the last valid record. Keep a copy elsewhere, to detect a truncated log.
       * @example 0000000000000000000000000000000000000000000000000000000000000000
       */
      head: string;
      /** @description Whether no record was changed, removed, inserted or moved, and none is missing at the end. */
      intact: boolean;
      /**
       * Format: int64
       * @description The number of the newest record that the signed head names. The head is stored outside the log and is updated shortly after it; absent if there is none.
       * @example 42
       */
      signed_to?: number;
    };
    AuditRecord: {
      /** @example 6650c0ffee0123456789abcd */
      _id?: string;
      /**
       * @description What was done.
       * @example secret.create
       */
      action?: string;
      /** @description Who did it; absent if unknown. */
      actor?: components["schemas"]["AuditActor"];
      /**
       * @description The client's address, as the server sees it; empty if unknown.
       * @example 10.0.0.7
       */
      address?: string;
      /**
       * @description The app's id; absent if the record is not about an app.
       * @example 6650c0ffee0123456789abcd
       */
      app_id?: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      at?: number;
      /** @description The changed items, if there are several; only the first 100. */
      changes?: components["schemas"]["AuditChange"][];
      /**
       * @description The draft that the change joined; it was not live at that time.
       * @example 6650c0ffee0123456789abcd
       */
      draft_id?: string;
      /**
       * @description The project's id.
       * @example 6650c0ffee0123456789abce
       */
      group_id?: string;
      /**
       * @description SHA-256, in hex, of this record without this field as canonical JSON (RFC 8785).
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      hash?: string;
      /**
       * @description The kind of client that sent the request.
       * @enum {string}
       */
      origin?: "API" | "CLI" | "UI" | "VALISE";
      /**
       * @description The hash of the previous record; zeros for the first.
       * @example 0000000000000000000000000000000000000000000000000000000000000000
       */
      previous?: string;
      /** @description True if it was written later, because the process died first. */
      recovered?: boolean;
      /**
       * @description `ok`, an error code, or `unknown` if the process died before it could record the outcome.
       * @example ok
       * @example Forbidden
       */
      result?: string;
      /**
       * Format: int64
       * @description The revision that the change made.
       * @example 7
       */
      revision?: number;
      /**
       * Format: int64
       * @description 1, 2, 3, … in the project, without gaps.
       * @example 42
       */
      seq?: number;
      /** @description What it was done to. */
      target?: components["schemas"]["AuditTarget"];
      /**
       * Format: int64
       * @description How many times it was refused, if more than once.
       * @example 3
       */
      times?: number;
      /**
       * Format: int32
       * @description The number of withheld item names: they are in another user's draft that is not deployed. The hash is that of the record with the names.
       * @example 1
       */
      withheld?: number;
    };
    AuditTarget: {
      /** @example 6650c0ffee0123456789abcd */
      _id?: string;
      /** @example secret */
      kind?: string;
      /** @example api-key */
      name?: string;
    };
    /** @description A way to log in. */
    AuthProvider: {
      /** @example 000000000000000000000001 */
      _id: string;
      disabled: boolean;
      /** @example mongodb-cloud */
      name: string;
      /** @example mongodb-cloud */
      type: string;
    };
    AutomaticDeployment: {
      /**
       * @description Always false: automatic deployment is not supported.
       * @example false
       */
      enabled?: boolean | null;
      /**
       * @description Always empty.
       * @example []
       */
      installation_ids?: string[] | null;
      /**
       * @description Always empty.
       * @example
       */
      provider?: string | null;
    };
    BackUp: {
      /**
       * @description Its path on the server.
       * @example /data/valise-data/backups/valise-20261127T205116.123Z.mv
       */
      file: string;
      /**
       * Format: int64
       * @description In bytes.
       * @example 1048576
       */
      size: number;
    };
    CacheReset: {
      /** @example true */
      invalidate?: boolean | null;
      /** @example /* */
      path?: string | null;
    };
    ChangedItem: {
      /**
       * @description The item's id.
       * @example 6650c0ffee0123456789abcd
       */
      _id: string;
      /** @description Null if the item no longer exists. */
      after: components["schemas"]["ChangedItemSide"] | null;
      /** @description Null if the item did not exist. */
      before: components["schemas"]["ChangedItemSide"] | null;
      /**
       * @description The unified diff of a file. Null for other kinds of items, for a file that does not differ, and if the files that are asked for have more than 16 MiB together.
       * @example --- functions/greet.js
       *     +++ functions/greet.js
       */
      diff: string | null;
    };
    ChangedItemColumns: {
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      development?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      none?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      production?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      qa?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      testing?: unknown;
    };
    ChangedItemSide: {
      /** @description Whether the value links to a secret. */
      from_secret: boolean;
      /**
       * Format: int64
       * @description When it was last changed, in UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /**
       * @description The id of the API key that changed it last; null if unknown.
       * @example 6650c0ffee0123456789abcd
       */
      modified_by: string | null;
      /** @example greeting */
      name: string;
      /**
       * @description Empty for none.
       * @example Shown on the start page.
       */
      note: string;
      /** @description A value's flag. */
      private: boolean;
      /**
       * @description Sorted.
       * @example [
       *       "frontend"
       *     ]
       */
      tags: string[];
      /**
       * @description A value's JSON; with `from_secret`, the name of the secret. Null for other kinds.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      value: unknown;
      /** @description The JSON of an environment value by environment. Null for other kinds. */
      values: components["schemas"]["ChangedItemColumns"] | null;
    };
    /** @enum {string} */
    Code:
      | "FunctionSyntaxError"
      | "FunctionInvalid"
      | "FunctionExecutionError"
      | "ExecutionTimeLimitExceeded"
      | "MemoryLimitExceeded"
      | "OutputLimitExceeded";
    ComparedItem: {
      /**
       * @description The item's id.
       * @example 6650c0ffee0123456789abcd
       */
      _id: string;
      /** @enum {string} */
      action: "created" | "changed" | "deleted";
      /** @description Whether its content changes. */
      content_changed: boolean;
      /** @enum {string} */
      kind: "secret" | "value" | "environment value" | "file";
      /** @example greeting */
      name: string;
      /** @description Whether its note or tags change. */
      notes_changed: boolean;
      /**
       * @description Null unless the item is renamed.
       * @example salutation
       */
      previous_name: string | null;
    };
    Conflict: {
      /**
       * @description The id of the conflict for a rebase: the item's id, `name:<kind>:<name>`, or `environment`.
       * @example 6650c0ffee0123456789abcd
       */
      _id: string;
      /** @example value "limit" */
      item: string;
      /** @enum {string} */
      kind: "secret" | "value" | "environment_value" | "file" | "environment";
      /**
       * Format: int64
       * @description When the conflicting change was made, in UNIX seconds; null if unknown.
       * @example 1795424400
       */
      modified_at: number | null;
      /**
       * @description The id of the API key that made the conflicting change; null if unknown.
       * @example 6650c0ffee0123456789abcd
       */
      modified_by: string | null;
      /** @example limit */
      name: string;
      /** @example was changed by another deployment */
      reason: string;
    };
    /** @description A new API key. Only this answer contains its private half. */
    CreatedApiKey: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * Format: int64
       * @description When it expires, in UNIX seconds; absent if never.
       * @example 1795424400
       */
      expires_at?: number;
      /** @example deploy robot */
      name: string;
      /** @example c2f4a8f0-6f0e-4c1d-9d3b-3f6f8f6a2b11 */
      private_key: string;
      /** @example abcdwxyz */
      public_key: string;
      role: components["schemas"]["Role"];
    };
    /** @description A new runtime token. Only this response contains it. */
    CreatedRuntimeToken: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * Format: int64
       * @description When it expires, in UNIX seconds; absent if never.
       * @example 1795424400
       */
      expires_at?: number;
      /** @example shop in production */
      name: string;
      /** @example vrt_9tZbV3uQ0y1kW8a5Ff2nSxJm7oLcRdEhGiKpTqUvXzAAXw5mbdR3e7k0nHq2yPCuJ1Ls9Vg4TzWoB8iE6fKxQaN3MjDhUt */
      token: string;
      /**
       * @description The names of the values that it may read; absent if it may read all.
       * @example [
       *       "greeting"
       *     ]
       */
      values?: string[];
    };
    DailyReads: {
      /**
       * Format: int64
       * @description When the day began in UTC, in UNIX seconds.
       * @example 1795392000
       */
      day: number;
      /**
       * Format: int64
       * @example 12
       */
      reads: number;
      /**
       * @description The value's name when it was read.
       * @example payment-key
       */
      value: string;
    };
    DependenciesDiff: {
      added: components["schemas"]["Dependency"][];
      deleted: components["schemas"]["Dependency"][];
      modified: components["schemas"]["DependencyUpdate"][];
    };
    DependenciesStatus: {
      /** @enum {string} */
      status: "successful";
      /** @example kept as functions/package.json; nothing is installed */
      status_message: string;
    };
    Dependency: {
      /** @example lodash */
      name: string;
      /**
       * @description The number of the revision that last wrote it.
       * @example 4.17.21
       */
      version: string;
    };
    DependencyUpdate: {
      /** @example lodash */
      name: string;
      /** @example 4.17.20 */
      previous_version: string;
      /**
       * @description The number of the revision that last wrote it.
       * @example 4.17.21
       */
      version: string;
    };
    DeployConfig: {
      automatic_deployment: components["schemas"]["AutomaticDeployment"];
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /** @description Whether the console deploys each change at once. */
      ui_drafts_disabled: boolean;
    };
    DeployConfigWrite: {
      automatic_deployment?: components["schemas"]["AutomaticDeployment"] | null;
      /** @description Whether the console deploys each change at once. */
      ui_drafts_disabled?: boolean | null;
    };
    Deployment: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * @description The app's id.
       * @example 6650c0ffee0123456789abcd
       */
      app_id: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      deployed_at: number;
      /**
       * @description Null for a change that was deployed without a draft.
       * @example 6650c0ffee0123456789abcd
       */
      draft_id: string | null;
      /**
       * @description The name it was given, or else its id.
       * @example rotate the payment keys
       */
      name: string;
      /**
       * @description The kind of client that deployed it.
       * @enum {string}
       */
      origin: "API" | "CLI" | "UI" | "VALISE";
      /**
       * @description The earlier deployment that it restored, if any.
       * @example 6650c0ffee0123456789abcd
       */
      redeployed_from: string | null;
      /**
       * Format: int64
       * @description The revision that it made; null if it failed.
       * @example 7
       */
      revision: number | null;
      /** @enum {string} */
      status: "created" | "pending" | "successful" | "failed";
      /**
       * @description Empty unless it failed.
       * @example
       */
      status_error_message: string;
      /**
       * @description The id of the API key that deployed it.
       * @example 6650c0ffee0123456789abcd
       */
      user_id: string;
    };
    DeploymentDiff: {
      /**
       * @description A unified diff for each file, and a line for each secret, without its content.
       * @example [
       *       "secret \"api-key\": content changed"
       *     ]
       */
      diffs: string[];
    };
    DescribedAuthProvider: {
      enabled: boolean;
      /** @example api-key */
      name: string;
      /** @example api-key */
      type: string;
    };
    DescribedCustomUserData: {
      /** @example customers */
      collection: string;
      /**
       * @description The cluster.
       * @example Cluster0
       */
      data_source: string;
      /** @example shop */
      database: string;
      enabled: boolean;
      /** @example user_id */
      user_id_field: string;
    };
    DescribedDataSource: {
      /**
       * @description The cluster.
       * @example Cluster0
       */
      data_source: string;
      /** @example mongodb-atlas */
      name: string;
      /** @example mongodb-atlas */
      type: string;
    };
    DescribedEventSubscription: {
      enabled: boolean;
      /** @example nightly */
      name: string;
      /** @example SCHEDULED */
      type: string;
    };
    DescribedFunction: {
      /**
       * @description The name, with its folders if any.
       * @example payments/charge
       */
      name: string;
      /**
       * @description The folders; empty for none.
       * @example payments
       */
      path: string;
    };
    DescribedGraphQl: {
      /**
       * @example [
       *       "Order.total"
       *     ]
       */
      custom_resolvers: string[];
      /**
       * @description Empty.
       * @example ""
       */
      url: string;
    };
    DescribedHosting: {
      enabled: boolean;
      /**
       * @description Empty.
       * @example ""
       */
      status: string;
      /**
       * @description Empty.
       * @example ""
       */
      url: string;
    };
    /** @description An endpoint, or a service of the type `http` with its webhooks. */
    DescribedHttpEndpoint: {
      /** @example GET */
      http_method?: string;
      /** @example web */
      name?: string;
      /** @example /orders */
      route?: string;
      /**
       * @description Empty.
       * @example ""
       */
      url?: string;
      webhooks?: components["schemas"]["DescribedWebhook"][];
    };
    DescribedLogForwarder: {
      enabled: boolean;
      /** @example to-s3 */
      name: string;
    };
    DescribedService: {
      /** @example sms */
      name: string;
      /** @example twilio */
      type: string;
      webhooks: components["schemas"]["DescribedWebhook"][];
    };
    DescribedSync: {
      /**
       * @description The cluster.
       * @example Cluster0
       */
      data_source: string;
      /** @example shop */
      database: string;
      development_mode_enabled: boolean;
      /** @example enabled */
      state: string;
    };
    DescribedWebhook: {
      /** @example notify */
      name: string;
      /**
       * @description Empty.
       * @example ""
       */
      url: string;
    };
    Draft: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /** @description The app as the draft shows it. */
      app: components["schemas"]["App"];
      /**
       * Format: int64
       * @description The number of its base revision.
       * @example 7
       */
      base: number;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      created_at: number;
      /**
       * @description The entity tag of its current state, for `If-Match`.
       * @example "6650c0ffee0123456789abcd-3"
       */
      etag: string;
      /**
       * @description The kind of client that uses it.
       * @enum {string}
       */
      kind: "API" | "CLI" | "UI" | "VALISE";
      /**
       * Format: int64
       * @description When it last changed, in UNIX seconds.
       * @example 1795424400
       */
      modified_at: number;
      /**
       * @description The id of the API key that owns it.
       * @example 6650c0ffee0123456789abcd
       */
      user_id: string;
    };
    DraftChange: {
      /**
       * @description The item's id.
       * @example 6650c0ffee0123456789abcd
       */
      _id: string;
      /** @enum {string} */
      action: "created" | "changed" | "deleted";
      /**
       * @description How another deployment conflicts with this change; null if there is no conflict.
       * @example was changed by another deployment
       */
      conflict: string | null;
      /**
       * @description The id of the conflict for a rebase; null if there is no conflict.
       * @example 6650c0ffee0123456789abcd
       */
      conflict_id: string | null;
      /**
       * Format: int64
       * @description When the conflicting change was made, in UNIX seconds; null if unknown.
       * @example 1795424400
       */
      conflicting_at: number | null;
      /**
       * @description The id of the API key that made the conflicting change; null if unknown.
       * @example 6650c0ffee0123456789abcd
       */
      conflicting_user: string | null;
      /** @description Whether its content changes. */
      content_changed: boolean;
      /** @enum {string} */
      kind: "secret" | "value" | "environment value" | "file";
      /** @example greeting */
      name: string;
      /** @description Whether its note or tags change. */
      notes_changed: boolean;
      /**
       * @description Null unless the item is renamed.
       * @example salutation
       */
      previous_name: string | null;
    };
    DraftChanges: {
      /**
       * Format: int64
       * @description The number of the draft's base revision.
       * @example 7
       */
      base: number;
      /** @description The change to the environment tag; null if there is none. */
      environment: components["schemas"]["DraftTagChange"] | null;
      /** @description The items that the draft changes. */
      items: components["schemas"]["DraftChange"][];
      /**
       * Format: int64
       * @description The number of the newest revision.
       * @example 9
       */
      revision: number;
    };
    DraftCreation: {
      /**
       * Format: int64
       * @description The newest revision that the caller has seen; 412 if there is a newer one.
       * @example 7
       */
      base?: number | null;
      /**
       * @description Ignored: a draft has no name.
       * @example rotate the payment keys
       */
      name?: string | null;
    };
    DraftDiff: {
      dependencies_diff: components["schemas"]["FileListDiff"];
      /**
       * @description A unified diff for each file, and a line for each secret, without its content.
       * @example [
       *       "secret \"api-key\": content changed"
       *     ]
       */
      diffs: string[];
      graphql_config_diff: components["schemas"]["GraphQlConfigDiff"];
      hosting_files_diff: components["schemas"]["FileListDiff"];
      schema_options_diff: components["schemas"]["SchemaOptionsDiff"];
    };
    DraftRebase: {
      /**
       * @description The `_id`s of conflicts in which the draft's change is kept.
       * @example [
       *       "6650c0ffee0123456789abcd"
       *     ]
       */
      mine?: string[] | null;
      /**
       * Format: int64
       * @description The newest revision, which the decisions are based on.
       * @example 7
       */
      revision?: number | null;
      /**
       * @description The `_id`s of conflicts in which the draft's change is dropped.
       * @example [
       *       "environment"
       *     ]
       */
      theirs?: string[] | null;
    };
    DraftTagChange: {
      /** @example production */
      after: string;
      /** @example testing */
      before: string;
      /**
       * @description How another deployment conflicts with this change; null if there is no conflict.
       * @example was changed by another deployment
       */
      conflict: string | null;
      /**
       * @description The id of the conflict for a rebase; null if there is no conflict.
       * @example environment
       */
      conflict_id: string | null;
      /**
       * Format: int64
       * @description When the conflicting change was made, in UNIX seconds; null if unknown.
       * @example 1795424400
       */
      conflicting_at: number | null;
      /**
       * @description The id of the API key that made the conflicting change; null if unknown.
       * @example 6650c0ffee0123456789abcd
       */
      conflicting_user: string | null;
    };
    EnvironmentColumns: {
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      development?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      none?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      production?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      qa?: unknown;
      /**
       * @description Any JSON.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      testing?: unknown;
    };
    EnvironmentValue: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /** @example base-url */
      name: string;
      values: components["schemas"]["EnvironmentColumns"];
    };
    EnvironmentValueListing: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * @description The entity tag of its current state, for `If-Match`.
       * @example "9f86d081884c7d659a2feaa0c55ad015"
       */
      etag: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /**
       * @description The id of the API key that last changed it; null if that was not recorded.
       * @example 6650c0ffee0123456789abcd
       */
      modified_by: string | null;
      /** @example base-url */
      name: string;
      /**
       * Format: int64
       * @description The number of the revision that last wrote it.
       * @example 7
       */
      version: number;
    };
    EnvironmentValueWrite: {
      /** @example base-url */
      name: string;
      values?: components["schemas"]["EnvironmentColumns"] | null;
    };
    EnvironmentValueWritten: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /** @example base-url */
      name: string;
    };
    EnvironmentWrite: {
      /**
       * @description The environment tag; empty for none.
       * @example production
       * @enum {string}
       */
      environment: "" | "development" | "testing" | "qa" | "production";
    };
    Error: {
      /** @description For a draft: the items that conflict with other deployments. */
      conflicts?: components["schemas"]["Conflict"][];
      /** @description The fields or items it is about, if any. */
      details?: components["schemas"]["FieldError"][];
      /**
       * @description One sentence for people.
       * @example secret not found: "6650c0ffee0123456789abcd"
       */
      error: string;
      /**
       * @description The error code, for programs.
       * @example SecretNotFound
       */
      error_code: string;
      /**
       * @description Where this error is documented.
       * @example /docs/errors#SecretNotFound
       */
      link: string;
      /**
       * Format: int64
       * @description If there are conflicts: the number of the newest revision.
       * @example 7
       */
      revision?: number;
    };
    FieldError: {
      /**
       * @description The rule, or the conflict.
       * @example is required
       */
      error: string;
      /**
       * @description The field, or the item.
       * @example name
       */
      field: string;
    };
    /** @description Always empty: such files are in `diffs`. */
    FileListDiff: {
      /** @example [] */
      added: string[];
      /** @example [] */
      deleted: string[];
      /** @example [] */
      modified: string[];
    };
    Function: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * @description The name, with its folders if any.
       * @example payments/charge
       */
      name: string;
    };
    FunctionCall: {
      /**
       * @description The arguments of the call.
       * @example [
       *       "Ada"
       *     ]
       */
      arguments?: unknown[] | null;
      /** @example greet */
      name: string;
    };
    FunctionResult: {
      /**
       * @description Why it failed.
       * @example TypeError: not a function (line 1, column 31)
       */
      error?: string;
      /** @description The kind of failure, for programs. */
      error_code?: components["schemas"]["Code"];
      /**
       * @description The output of `console.error` and `console.warn`. If it failed, the last line is the `error`.
       * @example []
       */
      error_logs: string[];
      /**
       * @description The output of `console.log`, one line per call.
       * @example [
       *       "hello Ada"
       *     ]
       */
      logs: string[];
      /**
       * @description What the Function returned; null if it failed.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      result: unknown;
      stats: components["schemas"]["FunctionStats"];
    };
    FunctionSource: {
      /**
       * @description An expression that is evaluated after the source. Its value, or what its promise resolves to, is the result. Without it, the exported function is called.
       * @example exports("greeting")
       */
      eval_source?: string | null;
      /**
       * @description JavaScript that sets `exports` to a function.
       * @example exports = function (name) { return context.values.get(name); }
       */
      source: string;
    };
    FunctionStats: {
      /**
       * @description Without the time spent waiting for a thread.
       * @example 1.234ms
       */
      execution_time: string;
    };
    /** @description Always empty: such changes are in `diffs`. */
    GraphQlConfigDiff: {
      /** @example [] */
      field_diffs: string[];
    };
    HostingAsset: {
      /** @example 6650c0ffee0123456789abcd */
      appId: string;
      /** @description The headers for a web server. Valise does not send them. */
      attrs: components["schemas"]["AssetAttribute"][];
      /**
       * @description The MD5 of the content.
       * @example d41d8cd98f00b204e9800998ecf8427e
       */
      hash: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /** @example /index.html */
      path: string;
      /**
       * Format: int32
       * @description In bytes.
       * @example 512
       */
      size: number;
      /**
       * @description Where to download the content, within an hour and without an access token.
       * @example https://valise.example/api/hosting/v1/assets?app=6650c0ffee0123456789abcd
       */
      url: string;
    };
    /** @description What the caller logs in with. */
    Identity: {
      /**
       * @description The public key.
       * @example abcdwxyz
       */
      id: string;
      /** @example 000000000000000000000001 */
      provider_id: string;
      /** @example mongodb-cloud */
      provider_type: string;
    };
    ImportResult: {
      /**
       * @example [
       *       "api-key"
       *     ]
       */
      created: string[];
      /**
       * @description With `replace=true`: what was there and is not in the body.
       * @example []
       */
      removed: string[];
      /**
       * @description The names whose content was already the one in the body.
       * @example []
       */
      unchanged: string[];
      /**
       * @example [
       *       "db-url"
       *     ]
       */
      updated: string[];
    };
    ItemChange: {
      /**
       * @description What happened to it. `changed` too if the revision before is no longer kept, so that nobody can tell.
       * @enum {string}
       */
      action: "created" | "changed" | "deleted";
      /** @description Whether the content, or the link to a secret, changed. True too if the revision before is no longer kept. */
      content_changed: boolean;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      deployed_at: number;
      /**
       * @description The id of the API key that deployed it. Another one if somebody else deployed the draft.
       * @example 6650c0ffee0123456789abcd
       */
      deployed_by: string;
      /** @example 6650c0ffee0123456789abcd */
      deployment_id: string;
      /**
       * @description The deployment's name, or else its id.
       * @example rotate the payment keys
       */
      deployment_name: string;
      /**
       * @description The item's name after the change, or before it if it was deleted.
       * @example greeting
       */
      name: string;
      /** @description Whether the note or the tags changed. */
      notes_changed: boolean;
      /**
       * @description The kind of client that deployed it.
       * @enum {string}
       */
      origin: "API" | "CLI" | "UI" | "VALISE";
      /**
       * @description The name before the change, if it was renamed.
       * @example salutation
       */
      previous_name?: string;
      /**
       * Format: int64
       * @description The revision that wrote or deleted the item: the item's version from then on.
       * @example 7
       */
      revision: number;
      /**
       * @description The id of the API key that made the change.
       * @example 6650c0ffee0123456789abcd
       */
      user_id: string;
    };
    Link: {
      /** @example https://valise.example/api/public/v1.0/groups?pageNum=2 */
      href: string;
      /** @example next */
      rel: string;
    };
    /** @description The tokens of a new session. */
    Login: {
      /**
       * @description For every admin route, in the header `Authorization: Bearer`. Valid for 30 minutes by default.
       * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlIHVwIn0.bWFkZSB1cA
       */
      access_token: string;
      /**
       * @description Always the same; some clients expect it.
       * @example 000000000000000000000000
       */
      device_id: string;
      /**
       * @description Renews the access token, or ends the session. Valid for 60 days by default.
       * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlIHVwIn0.bWFkZSB1cA
       */
      refresh_token: string;
      /**
       * @description The API key's id.
       * @example 6650c0ffee0123456789abcd
       */
      user_id: string;
    };
    /** @description An API key pair. */
    LoginRequest: {
      /**
       * @description The private key.
       * @example c2f4a8f0-6f0e-4c1d-9d3b-3f6f8f6a2b11
       */
      apiKey: string;
      /**
       * @description The public key.
       * @example abcdwxyz
       */
      username: string;
    };
    MissingSecret: {
      /**
       * @description The names of the values that link to it.
       * @example [
       *       "payments"
       *     ]
       */
      linked_from: string[];
      /** @example api-key */
      name: string;
    };
    NameOnly: {
      /**
       * @description A display name.
       * @example rotate the payment keys
       */
      name?: string | null;
    };
    /** @description The API key behind the access token. */
    Profile: {
      data: components["schemas"]["ProfileData"];
      /**
       * @description The id of the key's project.
       * @example 6650c0ffee0123456789abce
       */
      domain_id: string;
      identities: components["schemas"]["Identity"][];
      roles: components["schemas"]["ProfileRole"][];
      /** @example normal */
      type: string;
      /**
       * @description The API key's id.
       * @example 6650c0ffee0123456789abcd
       */
      user_id: string;
    };
    ProfileData: {
      /**
       * @description The API key's name.
       * @example first key
       */
      name: string;
    };
    /** @description A role in a project. */
    ProfileRole: {
      /** @example 6650c0ffee0123456789abce */
      group_id: string;
      role_name: components["schemas"]["Role"];
    };
    Project: {
      /** @example 6650c0ffee0123456789abce */
      id: string;
      /** @example default */
      name: string;
    };
    /** @description A page of projects; there is only one page. */
    Projects: {
      /** @description Always empty. */
      links: components["schemas"]["Link"][];
      results: components["schemas"]["Project"][];
      /**
       * Format: int32
       * @example 1
       */
      totalCount: number;
    };
    ReadCount: {
      /**
       * @description The row's id, for `before`.
       * @example 1795424400.6650c0ffee0123456789abcd.payment-key
       */
      _id: string;
      /**
       * Format: int64
       * @description When the minute began, in UNIX seconds.
       * @example 1795424400
       */
      minute: number;
      /**
       * Format: int64
       * @example 12
       */
      reads: number;
      /**
       * @description The id of the runtime token or, for a Function, of the API key.
       * @example 6650c0ffee0123456789abcd
       */
      token: string;
      /**
       * @description The value's name.
       * @example payment-key
       */
      value: string;
    };
    RevisionComparison: {
      /** @description The environment tag, if it differs; else null. */
      environment: components["schemas"]["RevisionTagChange"] | null;
      /**
       * Format: int64
       * @description The number of the revision that was compared with.
       * @example 3
       */
      from: number;
      /** @description The items that differ, without their contents. */
      items: components["schemas"]["ComparedItem"][];
      /**
       * Format: int64
       * @description The number of the other revision.
       * @example 7
       */
      to: number;
    };
    RevisionTagChange: {
      /** @example production */
      after: string;
      /** @example testing */
      before: string;
    };
    /** @enum {string} */
    Role: "GROUP_OWNER" | "GROUP_READ_ONLY";
    RuntimeEnvironment: {
      /**
       * @description The environment tag; empty for none.
       * @example production
       */
      tag: string;
      /**
       * @description The environment values for the tag as JSON, by name.
       * @example {
       *       "base-url": "https://a.example"
       *     }
       */
      values: unknown;
    };
    /** @description A runtime token, without the token itself. */
    RuntimeToken: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      created_at: number;
      /**
       * Format: int64
       * @description When it expires, in UNIX seconds; absent if never.
       * @example 1795424400
       */
      expires_at?: number;
      /**
       * Format: int64
       * @description When it was last used, in UNIX seconds, accurate to a minute; absent if never.
       * @example 1795424400
       */
      last_used?: number;
      /** @example shop in production */
      name: string;
      /**
       * @description The names of the values that it may read; absent if it may read all.
       * @example [
       *       "greeting"
       *     ]
       */
      values?: string[];
    };
    RuntimeTokenRequest: {
      /**
       * Format: int64
       * @description When it expires, in UNIX seconds; never if absent.
       * @example 4102444800
       */
      expires_at?: number | null;
      /**
       * @description A display name. Need not be unique.
       * @example shop in production
       */
      name: string;
      /**
       * @description The names of the values that it may read, which need not exist yet; all values if absent.
       * @example [
       *       "greeting"
       *     ]
       */
      values?: string[] | null;
    };
    RuntimeValues: {
      environment: components["schemas"]["RuntimeEnvironment"];
      /**
       * Format: int64
       * @example 7
       */
      revision: number;
      /**
       * @description The names of values whose secret is gone, or whose content is damaged.
       * @example [
       *       "api-key"
       *     ]
       */
      unresolved: string[];
      /**
       * @description The values as JSON, by name.
       * @example {
       *       "greeting": "Hello"
       *     }
       */
      values: unknown;
    };
    /** @description Always empty: such changes are in `diffs`. */
    SchemaOptionsDiff: {
      /** @example [] */
      graphql_validation_diff: string[];
      /** @example [] */
      rest_validation_diff: string[];
    };
    Secret: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /** @example api-key */
      name: string;
    };
    SecretCreation: {
      /** @example api-key */
      name: string;
      /**
       * @description Plain text; no control characters except line breaks and tabs. Empty for none; if absent, an existing note stays as it is.
       * @example Expires every March.
       */
      note?: string | null;
      /**
       * @description Each matches `^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$`; all are different. Shown sorted. Empty for none; if absent, existing tags stay as they are.
       * @example [
       *       "payments"
       *     ]
       */
      tags?: string[] | null;
      /**
       * @description The content, in characters (Unicode code points). It is never shown again.
       * @example made-up-content
       */
      value: string;
    };
    SecretDetails: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /**
       * @description The id of the API key that last changed it; null if that was not recorded.
       * @example 6650c0ffee0123456789abcd
       */
      modified_by: string | null;
      /** @example api-key */
      name: string;
      /** @example Expires every March. */
      note: string;
      /**
       * @example [
       *       "payments"
       *     ]
       */
      tags: string[];
      /**
       * @description The names of the values that link to it, and the paths of other files that name it.
       * @example [
       *       "payments"
       *     ]
       */
      used_by: string[];
      /**
       * Format: int64
       * @description The number of the revision that last wrote it.
       * @example 7
       */
      version: number;
    };
    SecretListing: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * @description The entity tag of its current state, for `If-Match`.
       * @example "9f86d081884c7d659a2feaa0c55ad015"
       */
      etag: string;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /**
       * @description The id of the API key that last changed it; null if that was not recorded.
       * @example 6650c0ffee0123456789abcd
       */
      modified_by: string | null;
      /** @example api-key */
      name: string;
      /** @example Expires every March. */
      note: string;
      /**
       * @example [
       *       "payments"
       *     ]
       */
      tags: string[];
      /**
       * @description The names of the values that link to it, and the paths of other files that name it.
       * @example [
       *       "payments"
       *     ]
       */
      used_by: string[];
      /**
       * Format: int64
       * @description The number of the revision that last wrote it.
       * @example 7
       */
      version: number;
    };
    /**
     * @description Each name with its content, a string of 1 to 500 characters. At most 8 MiB.
     * @example {
     *       "api-key": "made-up-content"
     *     }
     */
    SecretsByName: {
      [key: string]: string;
    };
    SecretUpdate: {
      /**
       * @description Must be the id in the path, if present.
       * @example 6650c0ffee0123456789abcd
       */
      _id?: string | null;
      /**
       * @description The name, or the current one to keep it.
       * @example api-key
       */
      name: string;
      /**
       * @description Plain text; no control characters except line breaks and tabs. Empty for none; if absent, an existing note stays as it is.
       * @example Expires every March.
       */
      note?: string | null;
      /**
       * @description Each matches `^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$`; all are different. Shown sorted. Empty for none; if absent, existing tags stay as they are.
       * @example [
       *       "payments"
       *     ]
       */
      tags?: string[] | null;
      /**
       * @description The new content. If empty or absent, the content stays as it is.
       * @example made-up-content
       */
      value?: string | null;
    };
    StoreCheck: {
      /**
       * Format: int64
       * @description The number of apps checked.
       * @example 3
       */
      apps: number;
      /**
       * @description The ids of the damaged apps, at most 100.
       * @example []
       */
      damaged_apps: string[];
      /** @description Whether all signatures are valid, each revision follows the previous one, and the newest is complete. */
      intact: boolean;
      /**
       * Format: int64
       * @description The number of revisions checked.
       * @example 42
       */
      revisions: number;
    };
    Value: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      from_secret: boolean;
      /** @example greeting */
      name: string;
      /** @example Shown on the start page. */
      note: string;
      private: boolean;
      /**
       * @example [
       *       "start-page"
       *     ]
       */
      tags: string[];
      /**
       * @description The JSON; with `from_secret`, the name of the secret.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      value: unknown;
    };
    ValueListing: {
      /** @example 6650c0ffee0123456789abcd */
      _id: string;
      /**
       * @description The entity tag of its current state, for `If-Match`.
       * @example "9f86d081884c7d659a2feaa0c55ad015"
       */
      etag: string;
      from_secret: boolean;
      /**
       * Format: int64
       * @description In UNIX seconds.
       * @example 1795424400
       */
      last_modified: number;
      /**
       * @description The id of the API key that last changed it; null if that was not recorded.
       * @example 6650c0ffee0123456789abcd
       */
      modified_by: string | null;
      /** @example greeting */
      name: string;
      /** @example Shown on the start page. */
      note: string;
      private: boolean;
      /**
       * @example [
       *       "start-page"
       *     ]
       */
      tags: string[];
      /**
       * Format: int64
       * @description The number of the revision that last wrote it.
       * @example 7
       */
      version: number;
    };
    /**
     * @description Each name with its content, any JSON. At most 8 MiB.
     * @example {
     *       "greeting": "hello",
     *       "retries": 3
     *     }
     */
    ValuesByName: {
      [key: string]: unknown;
    };
    ValueWrite: {
      /**
       * @description Whether the value links to a secret.
       * @example false
       */
      from_secret?: boolean | null;
      /** @example greeting */
      name: string;
      /**
       * @description Plain text; no control characters except line breaks and tabs. Empty for none; if absent, an existing note stays as it is.
       * @example Shown on the start page.
       */
      note?: string | null;
      /**
       * @description For server programs only. Stored but not enforced.
       * @example false
       */
      private?: boolean | null;
      /**
       * @description Each matches `^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$`; all are different. Shown sorted. Empty for none; if absent, existing tags stay as they are.
       * @example [
       *       "start-page"
       *     ]
       */
      tags?: string[] | null;
      /**
       * @description Any JSON; with `from_secret`, the name of a secret.
       * @example Hello
       * @example {
       *       "hosts": [
       *         "a.example",
       *         "b.example"
       *       ],
       *       "retries": 3
       *     }
       */
      value: unknown;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
