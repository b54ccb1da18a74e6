import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ApiError } from "../api/http";
import { go, href } from "../router";
import { discardDraft } from "./discard";
import { icon } from "./icons";
import { Following } from "./page";
import { OPEN_IN } from "./origins";
import { clock, time } from "./time";
import { toasts } from "./toasts";

/** Above each page: the draft with its changes, and the newest deployment of somebody else. */
@customElement("v-draft-bar")
export class DraftBar extends Following {
  /** Whether the page below is the review. */
  @property({ type: Boolean }) reviewing = false;

  /** Moves the draft to the newest revision. If there are conflicts, it opens the review, where they are decided. */
  private move = async () => {
    let conflict = false;
    const done = await this.work(async () => {
      try {
        await this.opened.rebase();
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.code !== "DraftConflict") throw problem;
        conflict = true;
      }
    });
    if (conflict) go(href("review", this.opened.id));
    else if (done) toasts.say(`Your draft is now based on revision ${this.opened.draft?.base}.`);
    else toasts.fail(this.problem);
  };

  protected override render() {
    const { pending, draft, news, elsewhere, behind } = this.opened;
    const onReview = this.reviewing && pending > 0;
    return html`
      ${
        news
          ? html`<div class="draft-bar news" role="status">
              ${icon("info")}
              <p>
                <strong>${this.opened.who(news.user_id)}</strong> deployed
                ${news.name !== news._id ? html`<strong>${news.name}</strong>` : nothing} ${time(news.deployed_at)}.
                ${draft ? "Your draft does not show it." : "You see the newest state."}
              </p>
              <a class="button small" href=${href("deployments", this.opened.id, news._id)}>What changed</a>
              <button class="button quiet small icon-only" aria-label="Dismiss" @click=${() => this.opened.seen()}>
                ${icon("close")}
              </button>
            </div>`
          : nothing
      }
      ${elsewhere.map(
        (other) =>
          html`<p class="draft-bar elsewhere">
            <span>You also have a draft open ${OPEN_IN[other.kind]}, from ${clock(other.created_at)}.</span>
            <a href=${href("draft", this.opened.id, other._id)}>See what is in it</a>
          </p>`,
      )}
      ${
        draft
          ? html`<section class="draft-bar" aria-label="Draft">
              ${icon("layers")}
              <p role="status">
                <strong>${pending === 0 ? "An empty draft" : pending === 1 ? "1 change" : `${pending} changes`}</strong>
                <span class="soft"
                  >${pending === 0 ? "is open." : `in your draft. Only you see ${pending === 1 ? "it until it is" : "them until they are"} deployed.`}</span
                >
                ${behind && !onReview ? html`<span class="beneath">${behindWords(behind)}</span>` : nothing}
              </p>
              ${
                behind && !onReview
                  ? html`<button class="button small" aria-busy=${this.working} @click=${this.move}>
                      <span>Move to the newest</span>
                    </button>`
                  : nothing
              }
              <button class="button small" @click=${() => discardDraft(this.opened)}>Discard</button>
              ${
                pending && !this.reviewing
                  ? html`<a class="button primary small" data-key="r" href=${href("review", this.opened.id)}
                      >Review &amp; Deploy</a
                    >`
                  : nothing
              }
            </section>`
          : nothing
      }
    `;
  }
}

/** How many deployments a draft does not include, as a sentence. */
export function behindWords(behind: number): string {
  return `${behind === 1 ? "1 deployment" : `${behind} deployments`} came after your draft’s base.`;
}
