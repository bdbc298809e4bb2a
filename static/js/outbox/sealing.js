/* What waits on a device that several people use is sealed with a key that the server gives the
   pages of its person alone, and that nothing on the device keeps when they have signed out. */

export const bytesOf = (base64) => Uint8Array.from(window.atob(base64), (letter) => letter.charCodeAt(0));

const imported = (key64) =>
  window.crypto.subtle.importKey("raw", bytesOf(key64), "AES-GCM", false, ["encrypt", "decrypt"]);

/** Two functions: seal(content) -> bytes, by the first key; unseal(bytes) -> content, by whichever
    fits. Null where the page came over plain http: browsers encrypt only in pages that came safely. */
export async function sealWith(keys64) {
  if (!window.crypto?.subtle) return null;
  const keys = await Promise.all(keys64.map(imported));
  return {
    async seal(content) {
      const iv = window.crypto.getRandomValues(new Uint8Array(12));
      const text = new TextEncoder().encode(JSON.stringify(content));
      return { iv, bytes: await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, keys[0], text) };
    },
    async unseal({ iv, bytes }) {
      const opened = keys.map((key) => window.crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes));
      const text = await Promise.any(opened);
      return JSON.parse(new TextDecoder().decode(text));
    },
  };
}

/** For what is kept in memory only. */
export const unsealed = { seal: async (content) => content, unseal: async (content) => content };
