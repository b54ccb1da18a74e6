import { words } from "./words";

/** What a file may hold, which decides how it is imported. */
export type Content = "values" | "secrets" | "app";

/** A file that the person chose. */
export interface Chosen {
  file: File;
  /** The media type that it is sent as. */
  type: string;
  /** What it may hold, the most likely first. */
  contents: Content[];
}

/** Tells from a file's name and beginning what it is. Fails with what to do if it cannot be imported. */
export async function choose(file: File): Promise<Chosen> {
  const name = file.name.toLowerCase();
  if (file.size === 0) throw new Error(words.emptyFile(file.name));
  if (name.endsWith(".zip")) return { file, type: "application/zip", contents: ["app"] };
  if (/\.ya?ml$/.test(name)) return { file, type: "application/yaml", contents: ["values", "secrets"] };
  if (name.endsWith(".json")) {
    const isApp = /^[^{]*\{[^{[]*"config_version"/.test(await file.slice(0, 4096).text());
    return {
      file,
      type: "application/json",
      contents: isApp ? ["app", "values", "secrets"] : ["values", "secrets", "app"],
    };
  }
  if (/(^|\.)env(\.|$)/.test(name) || name.endsWith(".txt")) {
    return { file, type: "text/plain", contents: ["secrets", "values"] };
  }
  throw new Error(words.unknownFile(file.name));
}
