import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Ctrl+Enter saves. CodeMirror would also insert a line. */
const KEYS = defaultKeymap.filter(({ key }) => key !== "Mod-Enter");

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--text)", fontWeight: "600" },
  { tag: tags.string, color: "var(--good)" },
  { tag: tags.number, color: "var(--accent)" },
  { tag: [tags.bool, tags.null], color: "var(--secret)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

const faults = jsonParseLinter();

const LOOK = EditorView.theme({
  "&": {
    fontSize: "13px",
    backgroundColor: "var(--ground)",
    color: "var(--text)",
    border: "1px solid var(--edge)",
    borderRadius: "6px",
    height: "100%",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-1px", borderColor: "var(--accent)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { caretColor: "var(--text)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selected)",
  },
  ".cm-gutters": {
    backgroundColor: "var(--side)",
    color: "var(--soft)",
    border: "0",
    borderRight: "1px solid var(--line)",
    borderRadius: "5px 0 0 5px",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--hover)",
    outline: "1px solid var(--line)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
  },
});

/**
 * An editor for JSON. It has a shadow root, so that CodeMirror uses constructed style sheets: the page's security policy
 * forbids style elements.
 */
export class JsonEditor extends HTMLElement {
  private view: EditorView | undefined;
  private waiting = "";
  /** The name for screen readers. A label outside of the shadow root cannot be referred to. */
  label = "JSON";
  readOnly = false;
  /** Whether the text is not JSON. Set it before the editor is on the page. */
  plain = false;

  get text(): string {
    return this.view ? this.view.state.doc.toString() : this.waiting;
  }

  set text(text: string) {
    this.waiting = text;
    if (this.view && text !== this.text) {
      this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
    }
  }

  connectedCallback(): void {
    if (this.view) return;
    const root = this.attachShadow({ mode: "open" });
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: this.waiting,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          highlightSpecialChars(),
          bracketMatching(),
          indentUnit.of("  "),
          this.plain
            ? []
            : [json(), linter((view) => (view.state.doc.toString().trim() ? faults(view) : []), { delay: 400 })],
          syntaxHighlighting(COLOURS),
          LOOK,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": this.label,
            "aria-multiline": "true",
            // Text that cannot be edited can still be selected and scrolled by keyboard.
            ...(this.readOnly ? { "aria-readonly": "true", tabindex: "0" } : {}),
          }),
          EditorView.editable.of(!this.readOnly),
          EditorState.readOnly.of(this.readOnly),
          // Chromium would put a style attribute on text that replaces a selection, which the security policy refuses.
          EditorView.domEventHandlers({
            beforeinput(event, view) {
              if (event.inputType !== "insertText" || event.data === null || view.state.selection.main.empty)
                return false;
              event.preventDefault();
              view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
              return true;
            },
          }),
          // Tab leaves the editor, as in the rest of the form. Enter indents.
          keymap.of([...KEYS, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.dispatchEvent(new Event("input", { bubbles: true }));
          }),
        ],
      }),
    });
  }

  /** Puts the caret in the text: at its end if it is short, at its beginning if it has to be read first. */
  override focus(): void {
    const { view } = this;
    if (!view) return;
    const { lines, length } = view.state.doc;
    const untouched = view.state.selection.main.head === 0;
    if (untouched && lines === 1) view.dispatch({ selection: { anchor: length } });
    view.focus();
  }

  disconnectedCallback(): void {
    this.waiting = this.text;
    this.view?.destroy();
  }
}

customElements.define("v-json-editor", JsonEditor);
