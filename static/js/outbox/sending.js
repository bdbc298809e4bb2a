/* Sends what waits in the outbox, in order, in batches, by itself. Only what the server answered,
   item by item, ever leaves the box: no network, a server in trouble and a hotel's sign-in page in
   between are all the same here, and are tried again. */
import { token } from "../csrf.js";
import { sendable } from "./outbox.js";

const SENDING = "klepak-outbox-sending";
const LARGEST_BATCH = 50;
const PATIENCE = 15_000;
const LONGEST_WAIT = 60_000;
const OUTCOMES = new Set(["saved", "duplicate", "unchanged", "conflict", "refused"]);

/** An item as the API takes it. */
export function asSent({ uuid, activity, participant, value_raw, status, digits, captured_at, based_on, based_on_uuid }) {
  return {
    uuid,
    activity_id: activity,
    participant_id: participant,
    ...(status ? { status } : { value_raw }),
    ...(digits && { digits }),
    captured_at,
    ...(based_on_uuid ? { based_on_uuid } : { based_on }),
  };
}

/** The verdicts by uuid, or null where the answer is none of ours. */
function verdictsIn(body, batch) {
  if (!Array.isArray(body?.items)) return null;
  const known = new Set(batch.map(({ uuid }) => uuid));
  return body.items.filter(({ uuid, outcome }) => known.has(uuid) && OUTCOMES.has(outcome));
}

async function jsonOf(response) {
  if (!response.headers.get("Content-Type")?.includes("json")) return null;
  try {
    return await response.json();
  } catch {
    return null; // cut off on the way
  }
}

/** `state`: "idle", "sending", "waiting" (no way through; tried again), "signed-out", "stopped"
    (somebody else is signed in; `sentence`). Changes are announced as the event "change". */
export class Sender extends EventTarget {
  state = "idle";
  sentence = "";
  #outbox;
  #address;
  #tooLong;
  #last = new Set(); // uuids that wait until nothing else does
  #batch = LARGEST_BATCH;
  #failures = 0;
  #timer = null;
  #running = null;
  #again = false;

  /** `tooLong`: the sentence for an entry that is too long to be sent. */
  constructor(outbox, { address, tooLong }) {
    super();
    this.#outbox = outbox;
    this.#address = address;
    this.#tooLong = tooLong;
  }

  /** Send all there is, now. Resolves when there is nothing left to do at the moment. */
  send() {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run() {
    const alone = (step) => (window.navigator.locks ? window.navigator.locks.request(SENDING, step) : step());
    window.clearTimeout(this.#timer);
    while (this.#again) {
      this.#again = false;
      await alone(() => this.#empty());
    }
  }

  async #empty() {
    for (;;) {
      const waiting = sendable(await this.#outbox.items());
      const before = waiting.filter(({ uuid }) => !this.#last.has(uuid));
      const batch = (before.length ? before : waiting).slice(0, this.#batch);
      if (!batch.length) {
        if (this.state !== "signed-out" && this.state !== "stopped") this.#become("idle");
        return;
      }
      if (this.state === "idle") this.#become("sending");
      if (!(await this.#sendBatch(batch))) return;
    }
  }

  /** Whether it is worth going on at once. */
  async #sendBatch(batch) {
    const started = Date.now();
    const response = await this.#post(batch);
    const body = response && (await jsonOf(response));
    if (response?.ok) {
      const verdicts = verdictsIn(body, batch);
      if (!verdicts?.length) return this.#wait();
      await this.#keepClockOffset(body.server_time, started);
      await this.#outbox.settle(verdicts, new Date(body.server_time ?? Date.now()).toISOString());
      this.#failures = 0;
      this.#batch = LARGEST_BATCH;
      this.#become("sending");
      return true;
    }
    switch (response?.status) {
      case 401:
        return this.#stop("signed-out");
      case 403:
        if (!token()) return this.#stop("signed-out"); // the cookies are gone
        return body ? this.#stop("stopped", body.detail) : this.#wait();
      case 400:
      case 413:
      case 422:
        return this.#split(batch, response.status === 413 ? this.#tooLong : body?.detail);
      case 429:
        return this.#wait(Number(response.headers.get("Retry-After")) * 1000);
      default:
        return this.#wait();
    }
  }

  async #post(batch) {
    const stopper = new AbortController();
    const timer = window.setTimeout(() => stopper.abort(), PATIENCE);
    try {
      return await window.fetch(this.#address, {
        method: "POST",
        redirect: "manual", // what leads elsewhere is not our answer
        cache: "no-store",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() ?? "" },
        body: JSON.stringify({
          person: this.#outbox.person,
          clock_offset_ms: (await this.#outbox.clockOffset()) ?? undefined,
          items: batch.map(asSent),
        }),
        signal: stopper.signal,
      });
    } catch {
      return null;
    } finally {
      window.clearTimeout(timer);
    }
  }

  /** One of them is the reason why none was looked at: it is found by halves. Without a sentence of
      the server's (`detail`) it is tried again, after the others: who refuses it may be in between. */
  async #split(batch, detail) {
    if (batch.length > 1) {
      this.#batch = Math.ceil(batch.length / 2);
      return true;
    }
    const [{ uuid }] = batch;
    if (typeof detail !== "string") {
      this.#last.add(uuid);
      return this.#wait();
    }
    this.#batch = LARGEST_BATCH;
    await this.#outbox.settle([{ uuid, outcome: "refused", detail }], new Date().toISOString());
    return true;
  }

  /** The device's clock minus the server's, halfway between question and answer. */
  async #keepClockOffset(serverTime, started) {
    const now = Date.now();
    if (serverTime) await this.#outbox.keepClockOffset(Math.round((started + now) / 2 - Date.parse(serverTime)));
  }

  #wait(milliseconds = 0) {
    const backOff = Math.min(LONGEST_WAIT, 1000 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    this.#timer = window.setTimeout(() => this.send(), milliseconds || backOff);
    this.#become("waiting");
    return false;
  }

  #stop(state, sentence = "") {
    this.#become(state, sentence);
    return false;
  }

  #become(state, sentence = "") {
    if (state === this.state && sentence === this.sentence) return;
    this.state = state;
    this.sentence = sentence;
    this.dispatchEvent(new Event("change"));
  }
}
