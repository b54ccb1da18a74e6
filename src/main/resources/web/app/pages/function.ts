import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { request } from "../api/requests";
import { session } from "../api/session";
import type { FunctionResult } from "../api/types";
import { icon } from "../parts/icons";
import * as json from "../api/json";
import { Following } from "../parts/page";
import { Unsaved } from "../parts/unsaved";
import { words } from "./function/words";

const EXAMPLE = `exports = function () {
  console.log("environment:", context.environment.tag);
  return context.values.get("greeting");
};
`;

interface Result {
  /** JSON text. */
  result: string;
  logs: string[];
  errorLogs: string[];
  error: string;
  time: string;
}

/** Runs JavaScript with the app's deployed values. The result stays until the next run, or until the person leaves. */
@customElement("v-function")
export class TryFunction extends Following {
  @state() private result: Result | null = null;
  @query("textarea") private source?: HTMLTextAreaElement;

  constructor() {
    super();
    new Unsaved(this, () => !!this.source && this.source.value !== this.source.defaultValue);
  }

  private run = async (event?: Event) => {
    event?.preventDefault();
    this.result = null;
    await this.work(async () => {
      const answer = await request(this.opened.path("/debug/execute_function_source?run_as_system=true"), {
        method: "POST",
        json: { source: this.source!.value },
      });
      const body = json.read<FunctionResult>(await answer.text());
      this.result = {
        result: json.write(body.result, 2),
        logs: body.logs,
        // The last line repeats the error, which is shown on its own.
        errorLogs: body.error ? body.error_logs.slice(0, -1) : body.error_logs,
        error: body.error ?? "",
        time: body.stats.execution_time,
      };
    });
  };

  private onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.run(event);
  };

  protected override render() {
    if (!session.mayWrite) {
      return html`<div class="page">
        <h1>${words.title}</h1>
        <p class="note">${icon("info")}<span>${words.ownersOnly}</span></p>
      </div>`;
    }
    return html`<div class="page narrow">
      <div class="page-head"><h1>${words.title}</h1></div>
      <p class="note">${icon("info")}<span>${words.reads(html`<strong>${words.deployed}</strong>`)}</span></p>
      <form class="stack" @submit=${this.run} @keydown=${this.onKey}>
        <div class="field">
          <label for="source">${words.source}</label>
          <textarea
            class="input mono source"
            id="source"
            spellcheck="false"
            autocapitalize="none"
            autocomplete="off"
            aria-describedby="source-rule"
            .defaultValue=${EXAMPLE}
          ></textarea>
          <p class="hint" id="source-rule">${words.rule((code) => html`<code>${code}</code>`)}</p>
        </div>
        <div class="row">
          <button class="button primary" aria-busy=${this.working}><span>${words.run}</span></button>
          <span class="hint wide-only"><kbd>Ctrl</kbd> <kbd>Enter</kbd> ${words.runs}</span>
        </div>
      </form>
      <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      <div class="stack" role="status">${this.result ? this.outcome(this.result) : nothing}</div>
    </div>`;
  }

  private outcome({ result, logs, errorLogs, error, time }: Result) {
    return html`<section class="card">
        <div class="card-head">
          <h2>${error ? words.failed : words.result}</h2>
          <span class="chip ${error ? "bad" : "good"}">${time}</span>
          <span class="spring"></span>
          <button class="button small" @click=${() => (this.result = null)}>${words.clear}</button>
        </div>
        <pre class="output break" tabindex="0" role="region" aria-label=${error ? words.error : words.result}>
${error || result}</pre>
      </section>
      ${this.lines(words.log, logs)} ${this.lines(words.errors, errorLogs)}`;
  }

  private lines(title: string, lines: string[]) {
    return lines.length
      ? html`<section class="card">
          <div class="card-head"><h2>${title}</h2></div>
          <pre class="output break" tabindex="0" role="region" aria-label=${title}>${lines.join("\n")}</pre>
        </section>`
      : nothing;
  }
}
