import type { components } from "./schemas";

/** What the console calls the schemas of the API ({@code schemas.ts}, generated). Times are in UNIX seconds. */
type Schemas = components["schemas"];

export type App = Schemas["App"];
/** An app's environment: the tag that chooses a column of the environment values. */
export type Tag = App["environment"];
/** Items as the listings have them: with their ETag, and with who changed them when. */
export type Value = Schemas["ValueListing"];
export type Secret = Schemas["SecretListing"];
export type Listed = Schemas["EnvironmentValueListing"];
/** Items with their content. */
export type FullValue = Schemas["Value"];
/** What people note about a value or a secret. A field that is absent in a request stays as it is. */
export type Noted = Partial<Pick<FullValue, "note" | "tags">>;
export type FullEnvironmentValue = Schemas["EnvironmentValue"];
export type Draft = Schemas["Draft"];
/** What kind of client opened a draft or deployed: the console, the official command line, a program, or our command line. */
export type Origin = Draft["kind"];
export type Deployment = Schemas["Deployment"];
export type DeployConfig = Schemas["DeployConfig"];
export type Diff = Schemas["DeploymentDiff"];
export type MissingSecret = Schemas["MissingSecret"];

/** What a draft does to one item. */
export type Change = Schemas["DraftChange"];
export type DraftChanges = Schemas["DraftChanges"];
export type TagChange = Schemas["DraftTagChange"];
/** What another deployment has done that is in conflict with a change; all null for nothing. */
export type Conflict = Pick<Change, "conflict" | "conflict_id" | "conflicting_user" | "conflicting_at">;
/** Which side of each conflict stays, by the conflict's id: decided when this revision was the newest. */
export type Decisions = Schemas["DraftRebase"];

/** How two revisions differ, item by item. */
export type RevisionComparison = Schemas["RevisionComparison"];

/** A deployed change of one item. */
export type ItemChange = Schemas["ItemChange"];

export type Key = Schemas["ApiKey"];
export type CreatedKey = Schemas["CreatedApiKey"];
export type Role = Schemas["Role"];
export type Token = Schemas["RuntimeToken"];
export type CreatedToken = Schemas["CreatedRuntimeToken"];

export type Login = Schemas["Login"];
export type AccessToken = Schemas["AccessToken"];
export type Profile = Schemas["Profile"];

export type FunctionResult = Schemas["FunctionResult"];
/** What an import of values or secrets does, by name. */
export type ImportResult = Schemas["ImportResult"];
export type Problem = Schemas["Error"];
export type FieldError = Schemas["FieldError"];

export type AuditCheck = Schemas["AuditCheck"];
export type ReadCount = Schemas["ReadCount"];
export type DailyReads = Schemas["DailyReads"];
type Recorded = Schemas["AuditRecord"];
/** An entry of the audit log. The schema requires no field, since entries leave out what is null. These are never null. */
export type AuditRecord = Recorded &
  Required<Pick<Recorded, "_id" | "action" | "address" | "at" | "origin" | "result">>;
