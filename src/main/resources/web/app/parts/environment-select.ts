import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { OpenedApp } from "../api/opened";
import { tagName, TAGS } from "../api/tags";
import type { Tag } from "../api/types";
import { toasts } from "./toasts";

interface EnvironmentSelect {
  id: string;
  opened: OpenedApp;
  disabled: boolean;
  /** The id of the text that explains it. */
  describedBy?: string;
  /** Does the work of the page that shows it; returns whether it succeeded. */
  work: (what: () => Promise<void>) => Promise<boolean>;
}

/** A list of environments that sets the app's. It shows the app's environment again if that fails. */
export function environmentSelect(field: EnvironmentSelect): TemplateResult {
  const current = field.opened.app!.environment;
  return html`<select
    class="input"
    id=${field.id}
    ?disabled=${field.disabled}
    aria-describedby=${ifDefined(field.describedBy)}
    @change=${(event: Event) => choose(field, event.target as HTMLSelectElement)}
  >
    ${TAGS.map((one) => html`<option value=${one} ?selected=${one === current}>${tagName(one)}</option>`)}
  </select>`;
}

async function choose({ opened, work }: EnvironmentSelect, select: HTMLSelectElement): Promise<void> {
  const chosen = select.value as Tag;
  const done = await work(() => opened.setEnvironment(chosen));
  if (done) toasts.say(`The environment ${tagName(chosen)} is ${opened.draft ? "in your draft" : "live"}.`);
  else select.value = opened.app!.environment;
}
