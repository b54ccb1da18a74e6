import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { head } from "../../parts/dialog";
import { AppDrawer } from "../../parts/drawer";
import "./program";
import { words } from "./words";

/** How programs read the app's values, for a token that was created earlier. */
@customElement("v-how-to")
export class HowTo extends AppDrawer {
  protected readonly titleId = "how-to";

  protected submit(): Promise<void> {
    return Promise.resolve();
  }

  protected override render() {
    return this.dialog(
      html`${head(this.titleId, words.program.heading(this.opened.app!.name), () => this.close())}
        <div class="body"><v-program .opened=${this.opened}></v-program></div>
        <footer>
          <button type="button" class="button" autofocus @click=${() => this.close()}>${words.program.close}</button>
        </footer>`,
      "wide",
    );
  }
}
