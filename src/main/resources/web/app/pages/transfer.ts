import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { request } from "../api/requests";
import { session } from "../api/session";
import { download } from "../parts/download";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import "./transfer/import";
import { words } from "./transfer/words";

/** Export of the app to files, and import from files. */
@customElement("v-transfer")
export class Transfer extends Following {
  private readonly export = () =>
    this.work(async () => {
      const zip = await request(this.opened.path("/export"));
      const name = /filename="([^"]+)"/.exec(zip.headers.get("Content-Disposition") ?? "")?.[1];
      await download(zip, name ?? `${this.opened.app!.name}.zip`);
    });

  protected override render() {
    return html`<div class="page">
      <div class="page-head"><h1>${words.title}</h1></div>
      <section class="card">
        <div class="card-head"><h2>${words.export}</h2></div>
        <div class="card-body">
          <p class="soft">${words.exportLead(!!this.opened.draft)}</p>
          <div><button class="button" @click=${this.export}>${icon("file")} ${words.download}</button></div>
          ${this.problem ? html`<p class="note bad break" role="alert">${this.problem}</p>` : nothing}
        </div>
      </section>
      ${session.mayWrite ? html`<v-import .opened=${this.opened}></v-import>` : nothing}
    </div>`;
  }
}
