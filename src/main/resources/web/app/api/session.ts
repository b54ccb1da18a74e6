import { ApiError, json, send } from "./http";
import { hearSession, tellSession } from "./tabs";
import type { AccessToken, Login, Profile } from "./types";

/** How long a tab without a session waits for other tabs to answer before it shows the log-in. */
const ANSWER_MS = 120;

/**
 * Who is logged in. The private key is not kept. The access token is in memory only. The refresh token is in this tab's
 * session storage, which survives a reload of the page, and the tabs of this browser hand it to each other when one
 * asks. Nothing is stored where it would survive the tabs.
 */
class Session extends EventTarget {
  private static readonly KEY = "valise.refresh";

  private access: string | null = null;
  private renewal: Promise<string> | null = null;
  private waiting: ((token: string) => void)[] = [];
  private answered: ((refresh: string) => void) | null = null;
  profile: Profile | null = null;
  /** Whether the session has ended while the person works: requests wait until they have logged in again. */
  expired = false;
  /** Whether it ended by a log-out in another tab: nothing of the page may be seen until they have logged in again. */
  loggedOut = false;
  /** Whether something is typed, which a log-out in another tab must not throw away. */
  isTyped: () => boolean = () => false;

  constructor() {
    super();
    hearSession((message) => {
      if (message["ask"] && this.refresh && this.access && !this.expired) tellSession({ refresh: this.refresh });
      if (typeof message["refresh"] === "string") this.heard(message["refresh"]);
      if (message["ended"]) this.ended();
    });
  }

  private get refresh(): string | null {
    return sessionStorage.getItem(Session.KEY);
  }

  get project(): string {
    return this.profile?.roles[0]?.group_id ?? "";
  }

  get mayWrite(): boolean {
    return this.profile?.roles[0]?.role_name === "GROUP_OWNER";
  }

  /** Continues the session of this tab, or else that of another tab of this browser. */
  async resume(): Promise<void> {
    const refresh = this.refresh ?? (await this.askTabs());
    if (!refresh) return;
    try {
      await this.adopt(refresh);
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.status !== 401) throw problem;
      const other = await this.askTabs();
      if (!other || !(await this.tryAdopt(other))) this.forget();
    }
  }

  async login(publicKey: string, privateKey: string): Promise<void> {
    const call = { method: "POST", json: { username: publicKey, apiKey: privateKey } } as const;
    const tokens = await json<Login>(await send("/auth/providers/mongodb-cloud/login", call, null));
    await this.begin(tokens.refresh_token, tokens.access_token);
    tellSession({ refresh: tokens.refresh_token });
  }

  /** Ends the session in all tabs, and in the service if it can be reached. */
  async logout(): Promise<void> {
    const refresh = this.refresh;
    this.forget();
    tellSession({ ended: true });
    this.notify();
    if (refresh) await send("/auth/session", { method: "DELETE" }, refresh).catch(() => undefined);
  }

  /** The access token. If the session has ended, it waits until the person has logged in again. */
  async token(): Promise<string> {
    return this.expired || !this.access ? this.renewed(this.access) : this.access;
  }

  /** A token in place of one that was refused. Calls during a renewal share it. */
  renewed(refused: string | null): Promise<string> {
    if (this.access && this.access !== refused && !this.expired) return Promise.resolve(this.access);
    if (!this.renewal) {
      const renewal = this.renew().finally(() => {
        if (this.renewal === renewal) this.renewal = null;
      });
      this.renewal = renewal;
    }
    return this.renewal;
  }

  private async renew(): Promise<string> {
    if (!this.expired) {
      const refresh = this.refresh;
      try {
        return (this.access = await this.ask(refresh));
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.status !== 401) throw problem;
      }
      // Another tab may have logged in again while this one heard nothing.
      const other = await this.askTabs();
      if (other && other !== refresh && (await this.tryAdopt(other))) return this.access!;
    }
    this.expired = true;
    this.notify();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The refresh token of another tab; null if none answers. */
  private askTabs(): Promise<string | null> {
    return new Promise((resolve) => {
      this.answered = resolve;
      tellSession({ ask: true });
      setTimeout(() => resolve(null), ANSWER_MS);
    });
  }

  /** Another tab has a session: it is the answer to a question, or that tab has just logged in. */
  private heard(refresh: string): void {
    this.answered?.(refresh);
    this.answered = null;
    if ((!this.profile || this.expired) && refresh !== this.refresh) void this.tryAdopt(refresh);
  }

  /** Continues the session of another tab. If that fails, the person can still log in here. */
  private async tryAdopt(refresh: string): Promise<boolean> {
    return this.adopt(refresh).then(
      () => true,
      () => false,
    );
  }

  private async adopt(refresh: string): Promise<void> {
    await this.begin(refresh, await this.ask(refresh));
  }

  /** Uses the tokens, unless they are of another person than the one whose page this is. */
  private async begin(refresh: string, access: string): Promise<void> {
    const profile = await json<Profile>(await send("/auth/profile", {}, access));
    if (this.profile && this.profile.user_id !== profile.user_id) {
      throw new Error("That is another person’s key. Log out first to change who is logged in.");
    }
    sessionStorage.setItem(Session.KEY, refresh);
    this.access = access;
    this.profile = profile;
    this.expired = this.loggedOut = false;
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((resolve) => resolve(access));
    this.notify();
  }

  /** The person has logged out in another tab. */
  private ended(): void {
    if (!this.profile) return;
    if (this.isTyped()) {
      sessionStorage.removeItem(Session.KEY);
      this.access = null;
      this.expired = this.loggedOut = true;
    } else {
      this.forget();
    }
    this.notify();
  }

  private async ask(refresh: string | null): Promise<string> {
    return (await json<AccessToken>(await send("/auth/session", { method: "POST" }, refresh))).access_token;
  }

  private forget(): void {
    sessionStorage.removeItem(Session.KEY);
    this.access = null;
    this.profile = null;
    this.expired = this.loggedOut = false;
    this.waiting = [];
    this.renewal = null;
  }

  private notify(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();
