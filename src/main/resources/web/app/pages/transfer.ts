import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { request } from "../api/requests";
import { session } from "../api/session";
import { download } from "../parts/download";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import "./transfer/import";

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
      <div class="page-head"><h1>Import and export</h1></div>
      <section class="card">
        <div class="card-head"><h2>Export</h2></div>
        <div class="card-body">
          <p class="soft">
            The whole app as files in a zip, ${this.opened.draft ? "with your draft on top" : "as it is deployed"}. It
            contains no secrets: neither their contents nor a list of them.
          </p>
          <div><button class="button" @click=${this.export}>${icon("file")} Download zip</button></div>
          ${this.problem ? html`<p class="note bad break" role="alert">${this.problem}</p>` : nothing}
        </div>
      </section>
      ${session.mayWrite ? html`<v-import .opened=${this.opened}></v-import>` : nothing}
    </div>`;
  }
}
