/* Signing out takes along what this device keeps of its person, and asks first where something of
   theirs was not confirmed yet: that stays, sealed until they sign in again. */
import { forgetPages } from "./keeping.js";

const form = document.querySelector("form.sign-out");
const dialog = document.querySelector("[data-sign-out]");

export function askBeforeSignOut({ outbox, sender }) {
  const leave = async () => {
    await Promise.all([forgetPages(), outbox.forgetCells()]);
    form.submit();
  };
  const ask = async () => {
    const { length } = await outbox.items();
    if (!length) {
      await leave();
      return;
    }
    const text = dialog.querySelector("[data-text]");
    text.textContent = text.dataset.text.replace("{count}", length);
    dialog.showModal();
  };
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  dialog?.addEventListener("close", async () => {
    if (dialog.returnValue === "leave") await leave();
    if (dialog.returnValue !== "send") return;
    await sender.send();
    ask(); // asks again if something is still left
  });
}
