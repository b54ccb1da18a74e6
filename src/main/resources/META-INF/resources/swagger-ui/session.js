// Requests of this page are sent as the person who is logged in to the console in another tab of this browser. That tab
// is asked for the session, which is kept in memory only. Access tokens are made from it, and made again before they
// expire. A token that the person enters under "Authorize" is used instead.
function valiseSession() {
  const SCHEME = "accessToken";
  const ROUTE = "../api/admin/v3.0/auth/session";
  /** How old an access token may be. They live half an hour, unless set otherwise. */
  const OLDEST_MS = 60_000;
  const SAYS = {
    none: "You are not logged in. Log in to the console in another tab, or choose “Authorize” and enter an access token.",
    session: "Requests are sent as the person who is logged in to the console in this browser.",
    ended: "Your session has ended. Log in to the console again: this page then continues.",
  };

  // Another service may have the same origin, below a path of its own. The console's tabs use the same name.
  const tabs = new BroadcastChannel(`valise.session ${new URL("../", location.href).pathname}`);
  let ui = null;
  let refresh = null;
  let access = null;
  /** The last token that this page has put under "Authorize". */
  let own = null;
  let madeAt = 0;

  /** Whether the person has entered a token. */
  function isEntered() {
    const token = ui.authSelectors.authorized()?.getIn([SCHEME, "value"]);
    return !!token && token !== own;
  }

  function say(what) {
    document.getElementById("session").textContent = SAYS[what];
  }

  function forget(what) {
    refresh = access = null;
    if (!isEntered()) ui.authActions.logout([SCHEME]);
    say(what);
  }

  /** Makes an access token, unless the last one is new enough. */
  async function renew() {
    if (access && Date.now() - madeAt < OLDEST_MS) return access;
    const answer = await fetch(ROUTE, {
      method: "POST",
      headers: { Authorization: `Bearer ${refresh}` },
      cache: "no-store",
      credentials: "omit",
    });
    if (answer.status === 401) {
      forget("ended");
      return null;
    }
    if (!answer.ok) return access;
    access = (await answer.json()).access_token;
    madeAt = Date.now();
    if (!isEntered()) {
      own = access;
      ui.preauthorizeApiKey(SCHEME, access);
    }
    return access;
  }

  function ask() {
    if (ui && !refresh && !document.hidden) tabs.postMessage({ ask: true });
  }

  tabs.addEventListener("message", ({ data }) => {
    if (!ui || !data) return;
    if (data.ended && refresh) forget("ended");
    if (typeof data.refresh !== "string" || data.refresh === refresh) return;
    refresh = data.refresh;
    access = null;
    renew().then(
      (token) => token && !isEntered() && say("session"),
      () => undefined,
    );
  });
  // The person may have logged in meanwhile.
  document.addEventListener("visibilitychange", ask);

  return {
    /** Begins once the page is drawn. */
    use(drawn) {
      ui = drawn;
      say("none");
      ask();
    },
    /** Gives a request that uses this session a token that has not expired. */
    async intercept(request) {
      if (!refresh || request.loadSpec || request.headers.Authorization !== `Bearer ${access}`) return request;
      const token = await renew().catch(() => access);
      if (token) request.headers.Authorization = `Bearer ${token}`;
      return request;
    },
  };
}
