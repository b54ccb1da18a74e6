import { ApiError, json, send } from "./http";
import type { AccessToken, Login, Profile } from "./types";

/**
 * Who is logged in. The private key is not kept. The access token is in memory only. The refresh token is in this tab's
 * session storage: it survives a reload of the page, and no other tab or origin can read it.
 */
class Session extends EventTarget {
  private static readonly KEY = "valise.refresh";

  private access: string | null = null;
  private renewal: Promise<string> | null = null;
  private waiting: ((token: string) => void)[] = [];
  profile: Profile | null = null;
  /** Whether the session has ended while the person works: requests wait until they have logged in again. */
  expired = false;

  private get refresh(): string | null {
    return sessionStorage.getItem(Session.KEY);
  }

  get project(): string {
    return this.profile?.roles[0]?.group_id ?? "";
  }

  get mayWrite(): boolean {
    return this.profile?.roles[0]?.role_name === "GROUP_OWNER";
  }

  /** Continues the session of this tab, if it has one. */
  async resume(): Promise<void> {
    if (!this.refresh) return;
    try {
      this.access = await this.ask();
      await this.identify();
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.status !== 401) throw problem;
      this.forget();
    }
  }

  async login(publicKey: string, privateKey: string): Promise<void> {
    const call = { method: "POST", json: { username: publicKey, apiKey: privateKey } } as const;
    const tokens = await json<Login>(await send("/auth/providers/mongodb-cloud/login", call, null));
    this.access = tokens.access_token;
    sessionStorage.setItem(Session.KEY, tokens.refresh_token);
    await this.identify();
    this.expired = false;
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((resolve) => resolve(tokens.access_token));
    this.notify();
  }

  /** Ends the session in this tab, and in the service if it can be reached. */
  async logout(): Promise<void> {
    const refresh = this.refresh;
    this.forget();
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
    this.renewal ??= this.renew().finally(() => (this.renewal = null));
    return this.renewal;
  }

  private async renew(): Promise<string> {
    if (!this.expired) {
      try {
        return (this.access = await this.ask());
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.status !== 401) throw problem;
      }
    }
    this.expired = true;
    this.notify();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private async ask(): Promise<string> {
    return (await json<AccessToken>(await send("/auth/session", { method: "POST" }, this.refresh))).access_token;
  }

  private async identify(): Promise<void> {
    this.profile = await json<Profile>(await send("/auth/profile", {}, this.access));
  }

  private forget(): void {
    sessionStorage.removeItem(Session.KEY);
    this.access = null;
    this.profile = null;
    this.expired = false;
    this.waiting = [];
  }

  private notify(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();
