// Who is asking: the token that every request of the pane, of xlwings' client and of worksheet functions carries.
//
// xlwings' client and its worksheet functions ask `getAuth` before each call. A token lives in the session of this
// pane, so that it is gone when Excel closes it, and in no file and no cell.
(() => {
  "use strict";
  const KEY = "steelyard-token";
  const offers = (provider) => (globalThis.config?.authProviders ?? []).includes(provider);

  globalThis.steelyardToken = {
    wanted: () => offers("token"),
    keep: (token) => sessionStorage.setItem(KEY, token.trim().replace(/^Bearer\s+/i, "")),
    forget: () => sessionStorage.removeItem(KEY),
  };

  globalThis.getAuth = async () => {
    const token = offers("token") && sessionStorage.getItem(KEY);
    if (token) return { token: `Bearer ${token}`, provider: "token" };
    if (!offers("entraid")) return { token: "", provider: "" };
    try {
      return { token: await globalThis.xlwings.getAccessToken(), provider: "entraid" };
    } catch (error) {
      if (offers("token")) return { token: "", provider: "" }; // the pane then asks for one
      throw error;
    }
  };
})();
