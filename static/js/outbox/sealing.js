/* What waits on a device that several people use is sealed with a key that the server gives the
   pages of its person alone, and that nothing on the device keeps when they have signed out. */

export const bytesOf = (base64) => Uint8Array.from(window.atob(base64), (letter) => letter.charCodeAt(0));

/** Two functions: seal(content) -> bytes, unseal(bytes) -> content. Null where the page came over
    plain http: browsers encrypt only in pages that came safely. */
export async function sealWith(key64) {
  if (!window.crypto?.subtle) return null;
  const key = await window.crypto.subtle.importKey("raw", bytesOf(key64), "AES-GCM", false, ["encrypt", "decrypt"]);
  return {
    async seal(content) {
      const iv = window.crypto.getRandomValues(new Uint8Array(12));
      const text = new TextEncoder().encode(JSON.stringify(content));
      return { iv, bytes: await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) };
    },
    async unseal({ iv, bytes }) {
      const text = await window.crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);
      return JSON.parse(new TextDecoder().decode(text));
    },
  };
}

/** For what is kept in memory only. */
export const unsealed = { seal: async (content) => content, unseal: async (content) => content };
