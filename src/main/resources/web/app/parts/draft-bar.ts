import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { href } from "../router";
import { confirm } from "./dialog";
import { icon } from "./icons";
import { Following } from "./page";
import { time } from "./time";
import { toasts } from "./toasts";

/** What waits in the draft, and what somebody else has deployed. */
@customElement("v-draft-bar")
export class DraftBar extends Following {
  /** Whether the review is what the page shows. */
  @property({ type: Boolean }) reviewing = false;

  private async discard() {
    const count = this.opened.pending;
    const yes =
      count === 0 ||
      (await confirm({
        title: "Discard the draft?",
        body: `Its ${count === 1 ? "change is" : `${count} changes are`} lost. What is deployed stays as it is.`,
        action: "Discard",
        danger: true,
      }));
    if (!yes) return;
    try {
      await this.opened.discard();
      toasts.say("The draft is discarded.");
    } catch (problem) {
      toasts.fail(problem);
    }
  }

  protected override render() {
    const { pending, draft, news } = this.opened;
    return html`
      ${news
        ? html`<div class="draft-bar news" role="status">
            ${icon("info")}
            <p>
              <strong>${this.opened.who(news.user_id)}</strong> deployed
              ${news.name !== news._id ? html`<strong>${news.name}</strong>` : nothing} ${time(news.deployed_at)}. You see
              the newest state.
            </p>
            <a class="button small" href=${href("deployments", this.opened.id, news._id)}>What changed</a>
            <button class="button quiet small icon-only" aria-label="Dismiss" @click=${() => this.opened.seen()}>
              ${icon("close")}
            </button>
          </div>`
        : nothing}
      ${draft
        ? html`<section class="draft-bar" aria-label="Draft">
            ${icon("layers")}
            <p role="status">
              <strong>${pending === 0 ? "An empty draft" : pending === 1 ? "1 change" : `${pending} changes`}</strong>
              <span class="soft">${pending === 0 ? "is open." : `in your draft. Only you see ${pending === 1 ? "it until it is" : "them until they are"} deployed.`}</span>
            </p>
            <button class="button small" @click=${() => this.discard()}>Discard</button>
            ${pending && !this.reviewing
              ? html`<a class="button primary small" data-key="r" href=${href("review", this.opened.id)}>Review &amp; Deploy</a>`
              : nothing}
          </section>`
        : nothing}
    `;
  }
}
