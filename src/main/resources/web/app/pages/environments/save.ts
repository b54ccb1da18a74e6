import {
  type EnvironmentValue,
  listedEnvironmentValue,
  readEnvironmentValue,
  writeEnvironmentValue,
} from "../../api/environments";
import { isGone, isStale } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { type Column, columnName } from "../../api/tags";
import { whoChanged } from "../../parts/stale";
import { words } from "./words";

/** A cell that somebody else changed after the person saw it. */
export class ChangedCell extends Error {
  constructor(
    message: string,
    /** The row as it is now. */
    readonly row: EnvironmentValue,
  ) {
    super(message);
  }
}

/**
 * Sets one environment of a value, or removes it for an empty text. What others changed in other environments stays. If
 * somebody changed the same one, nothing is saved, and it fails with {@link ChangedCell}.
 */
export async function saveCell(opened: OpenedApp, row: EnvironmentValue, column: Column, text: string): Promise<void> {
  const { [column]: _, ...others } = row.cells;
  const cells = text ? { ...others, [column]: text } : others;
  try {
    await opened.change(() => writeEnvironmentValue(opened, row.name, cells, { id: row._id, etag: row.etag }));
  } catch (problem) {
    if (!isStale(problem)) throw problem;
    const now = await readNow(opened, row);
    if (now.cells[column] === row.cells[column]) return saveCell(opened, now, column, text);
    const listed = await listedEnvironmentValue(opened, row._id);
    throw new ChangedCell(words.changedBy(whoChanged(opened, listed?.modified_by), columnName(column)), now);
  }
}

async function readNow(opened: OpenedApp, row: EnvironmentValue): Promise<EnvironmentValue> {
  const now = await readIfThere(opened, row._id);
  if (!now) throw new Error(words.itemGone(row.name));
  return now;
}

/** The environment value as it is now; null if it no longer exists. */
export async function readIfThere(opened: OpenedApp, id: string): Promise<EnvironmentValue | null> {
  try {
    return await readEnvironmentValue(opened, id);
  } catch (problem) {
    if (isGone(problem)) return null;
    throw problem;
  }
}
