import type { ReactiveController, ReactiveControllerHost } from "lit";
import * as json from "../../api/json";
import type { OpenedApp } from "../../api/opened";
import { readValue } from "../../api/values";
import type { Row } from "./rows";

/** How many contents are read at the same time. */
const AT_ONCE = 6;
/** How much of a content is kept to show on one line. */
const LONGEST = 300;

/**
 * The beginnings of the values' contents. The listing has no contents, so that of a value is read when its row comes into
 * sight, and again when its ETag has changed. Secrets are never read.
 */
export class Previews implements ReactiveController {
  private texts = new Map<string, { etag: string; text: string }>();
  private wanted: Row[] = [];
  private running = new Set<string>();

  constructor(private readonly host: ReactiveControllerHost & { readonly opened: OpenedApp }) {
    host.addController(this);
  }

  /** Undefined until it is read. The text of an earlier state stays until then. */
  of(row: Row): string | undefined {
    return this.texts.get(row.id)?.text;
  }

  /** Reads what is missing of the rows in sight. */
  show(rows: Row[]): void {
    this.wanted = rows.filter((row) => row.type === "value");
    this.next();
  }

  hostDisconnected(): void {
    this.wanted = [];
  }

  private next(): void {
    while (this.running.size < AT_ONCE) {
      const row = this.wanted.find((one) => !this.running.has(one.id) && this.texts.get(one.id)?.etag !== one.etag);
      if (!row) return;
      this.running.add(row.id);
      void this.read(row);
    }
  }

  private async read({ id, etag }: Row): Promise<void> {
    try {
      const { text } = await readValue(this.host.opened, id, { quiet: true });
      this.texts.set(id, { etag, text: json.write(json.read(text)).slice(0, LONGEST) });
    } catch {
      // It was deleted in the meantime, or the service does not answer. The table is of use without it.
      this.texts.set(id, { etag, text: "" });
    }
    this.running.delete(id);
    this.host.requestUpdate();
    this.next();
  }
}
