import { html, type TemplateResult } from "lit";
import { session } from "../../api/session";
import { codePoints } from "../../parts/rules";
import { LONGEST_NOTE, MOST_TAGS, tagsOf, wrongTag } from "./tag-rules";
import { words } from "./words";

/** The note and the tags of an item, as they are typed. */
export interface Notes {
  note: string;
  /** Separated by spaces. */
  tags: string;
}

function noteFault({ note }: Notes): string {
  const length = codePoints(note);
  return length > LONGEST_NOTE ? words.notes.tooLong(length, LONGEST_NOTE) : "";
}

function tagsFault(notes: Notes): string {
  const tags = tagsOf(notes.tags);
  const wrong = wrongTag(tags);
  if (wrong) return words.notes.wrongTag(wrong);
  return tags.length > MOST_TAGS ? words.notes.tooMany(MOST_TAGS) : "";
}

/** What is wrong with a note or tags; empty if nothing is. */
export function notesFault(notes: Notes): string {
  return noteFault(notes) || tagsFault(notes);
}

/** The fields for the note and the tags. */
export function notesFields(notes: Notes, onChange: (notes: Notes) => void): TemplateResult {
  const text = words.notes;
  const [wrongNote, wrongTags] = [noteFault(notes), tagsFault(notes)];
  const valueOf = (event: Event) => (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  return html`<div class="field">
      <label for="item-note">${text.note}</label>
      <textarea
        class="input note-field"
        id="item-note"
        rows="2"
        ?readonly=${!session.mayWrite}
        .value=${notes.note}
        aria-invalid=${!!wrongNote}
        aria-describedby="item-note-rule"
        @input=${(event: Event) => onChange({ ...notes, note: valueOf(event) })}
      ></textarea>
      <p id="item-note-rule" class=${wrongNote ? "error" : "hint"} aria-live="polite">${wrongNote || text.noteHint}</p>
    </div>
    <div class="field">
      <label for="item-tags">${text.tags}</label>
      <input
        class="input mono"
        id="item-tags"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        ?readonly=${!session.mayWrite}
        .value=${notes.tags}
        aria-invalid=${!!wrongTags}
        aria-describedby="item-tags-rule"
        @input=${(event: Event) => onChange({ ...notes, tags: valueOf(event) })}
      />
      <p id="item-tags-rule" class=${wrongTags ? "error" : "hint"} aria-live="polite">${wrongTags || text.tagsHint}</p>
    </div>`;
}
