// Who is asking: the token that every request of the pane, of xlwings' client and of worksheet functions carries.
//
// xlwings' client and its worksheet functions ask `getAuth` before each call. The token lives in the session of
// this pane, so that it is gone when Excel closes it, and in no file and no cell.
(() => {
  "use strict";
  const KEY = "steelyard-token";
  const providers = () => globalThis.config?.authProviders ?? [];

  globalThis.steelyardToken = {
    wanted: () => providers().includes("token"),
    keep: (token) => sessionStorage.setItem(KEY, token.trim().replace(/^Bearer\s+/i, "")),
    forget: () => sessionStorage.removeItem(KEY),
  };

  globalThis.getAuth = async () => {
    if (providers().includes("entraid")) {
      return { token: await globalThis.xlwings.getAccessToken(), provider: "entraid" };
    }
    const token = providers().includes("token") && sessionStorage.getItem(KEY);
    return token ? { token: `Bearer ${token}`, provider: "token" } : { token: "", provider: "" };
  };
})();
