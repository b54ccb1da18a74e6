import { html, nothing, type TemplateResult } from "lit";
import type { Conflict } from "../../api/types";
import { type FileDiff, title } from "../../parts/diff";
import { icon } from "../../parts/icons";
import { sideBySide } from "../../parts/side-by-side";
import { time } from "../../parts/time";

/** Which version stays. */
export type Side = "mine" | "theirs";

const SIDES: [Side, string, string][] = [
  ["mine", "Keep mine", "your change stays in the draft, on top of what is deployed"],
  ["theirs", "Take theirs", "your change is dropped from the draft"],
];

export interface Decision {
  conflict: Conflict;
  /** The name of the item. */
  name: string;
  chosen: Side | undefined;
  /** What the other deployment changed about the item. */
  files: FileDiff[];
  /** The revision that the draft is based on. */
  base: number;
  who: (user: string | null) => string;
  onChoose: (side: Side) => void;
}

/** Shows what another deployment changed about an item, and asks which version stays. */
export function decision({ conflict, name, chosen, files, base, who, onChoose }: Decision): TemplateResult {
  const id = `conflict-${conflict.conflict_id!}`;
  const by = conflict.conflicting_user;
  return html`<div class="note warn">
      ${icon("warning")}
      <div>
        <span>
          It
          ${conflict.conflict}${by ? html`, by <strong>${who(by)}</strong>` : nothing}${
            conflict.conflicting_at ? html`, ${time(conflict.conflicting_at)}` : nothing
          }.
        </span>
        <fieldset class="stack tight">
          <legend class="unseen">Conflict of ${name}</legend>
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
    ${files.map(
      (file) =>
        html`<p class="told">What ${who(by) || "somebody"} deployed:</p>
          ${sideBySide(file, `Revision ${base}`, "Deployed now", `What was deployed of ${title(file.path)}`)}
          <p class="told">What your draft changes:</p>`,
    )}`;
}
