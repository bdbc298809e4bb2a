/* The key for strong contrast, at once and without a network. The cookie is the server's as well. */

const root = document.documentElement;
const key = document.querySelector("[data-contrast-key]");
const isOn = () => /(?:^|; )contrast=more(?:;|$)/.test(document.cookie);

function show(on) {
  root.toggleAttribute("data-contrast", on);
  if (on) {
    root.dataset.contrast = "more";
    root.dataset.theme = "light";
  } else delete root.dataset.theme;
  if (!key) return;
  key.setAttribute("aria-pressed", String(on));
  key.value = on ? "" : "more";
}

show(isOn()); // a page that was kept for later may have another look
key?.addEventListener("click", (event) => {
  event.preventDefault();
  const on = !isOn();
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `contrast=${on ? "more" : ""}; Path=/; Max-Age=${on ? 31536000 : 0}; SameSite=Lax${secure}`;
  show(on);
});
