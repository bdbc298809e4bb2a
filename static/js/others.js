/* Says every half minute that this page is open, and shows who else has it open. */

const ASK_AGAIN_AFTER = 30_000;
const place = document.querySelector("[data-others]");

async function ask() {
  if (document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch(place.dataset.others, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const sentence = (await answer.text()).trim();
    if (place.textContent.trim() !== sentence) place.textContent = sentence;
    place.hidden = sentence === "";
  } catch {
    place.hidden = true; // nobody can be seen without a network
  }
}

if (place) {
  window.setInterval(ask, ASK_AGAIN_AFTER);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
}
