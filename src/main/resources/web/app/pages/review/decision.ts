import { html, nothing, type TemplateResult } from "lit";
import type { Conflict } from "../../api/types";
import { contentOf } from "../../parts/change-content";
import { icon } from "../../parts/icons";
import { time } from "../../parts/time";
import type { Deployed } from "./conflicts";
import { words } from "./words";

/** Which version stays. */
export type Side = "mine" | "theirs";

const SIDES: [Side, string, string][] = [
  ["mine", words.conflict.mine, words.conflict.mineWhat],
  ["theirs", words.conflict.theirs, words.conflict.theirsWhat],
];

export interface Decision {
  conflict: Conflict;
  /** The name of the item. */
  name: string;
  chosen: Side | undefined;
  /** What the other deployment changed about the item. */
  deployed: Deployed | undefined;
  /** The revision that the draft is based on. */
  base: number;
  who: (user: string | null) => string;
  onChoose: (side: Side) => void;
}

/** Shows what another deployment changed about an item, and asks which version stays. */
export function decision({ conflict, name, chosen, deployed, base, who, onChoose }: Decision): TemplateResult {
  const id = `conflict-${conflict.conflict_id!}`;
  const by = conflict.conflicting_user;
  return html`<div class="note warn">
      ${icon("warning")}
      <div>
        <span>
          ${words.conflict.it}
          ${conflict.conflict}${by ? html`, ${words.conflict.by} <strong>${who(by)}</strong>` : nothing}${
            conflict.conflicting_at ? html`, ${time(conflict.conflicting_at)}` : nothing
          }.
        </span>
        <fieldset class="stack tight">
          <legend class="unseen">${words.conflict.of(name)}</legend>
          ${SIDES.map(
            ([side, title, what]) =>
              html`<label class="check"
                ><input
                  type="radio"
                  name=${id}
                  aria-label=${title}
                  aria-describedby="${id}-${side}"
                  .checked=${chosen === side}
                  @change=${() => onChoose(side)}
                /><span><strong>${title}</strong>: <span id="${id}-${side}">${what}</span></span></label
              >`,
          )}
        </fieldset>
      </div>
    </div>
    ${
      deployed
        ? html`<p class="told">${words.conflict.deployed(who(by) || words.conflict.somebody)}</p>
            ${contentOf({ ...deployed, before: words.revision(base), after: words.deployedNow, who, label: words.conflict.deployedOf })}
            <p class="told">${words.conflict.yours}</p>`
        : nothing
    }`;
}
