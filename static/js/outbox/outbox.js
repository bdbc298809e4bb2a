/* The outbox of one person on this device: what they entered and nobody has confirmed yet.

   An item is one entry: its uuid, the cell (event, activity, group, participant), what was entered
   (`value_raw` or `status`), how the fields held it (`typed`), when, and the entry it was based on:
   `based_on`, or `based_on_uuid` where that one is itself in the box. Its state:
   - "typed": the row was not left yet; not sent, it becomes "waiting" when its page is gone;
   - "asked": its digits may be two times (`meanings`); not sent before the person chose;
   - "waiting": is sent, in the order of entering;
   - "conflict", "refused": the server's verdict (`answer`) waits for the person. Nothing later of
     the same cell is sent meanwhile, everything else is. */

import { STATUS_WORDS } from "../status-words.js";

const WRITING = "klepak-outbox-writing";
const NEEDS_PERSON = new Set(["asked", "conflict", "refused"]);
const CONFIRMED = new Set(["saved", "duplicate", "unchanged"]);

export const isOf = (cell) => (item) => item.activity === cell.activity && item.participant === cell.participant;
export const needsPerson = (item) => NEEDS_PERSON.has(item.state);

/** Of each cell the oldest item, if it waits: the ones after it are based on its entry. */
export function sendable(items) {
  const first = items.filter((item, index) => items.findIndex(isOf(item)) === index);
  return first.filter((item) => item.state === "waiting");
}

function newUuid() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const baseOf = ({ based_on, based_on_uuid }) => (based_on_uuid ? { based_on_uuid } : { based_on });

function rebased(item, base) {
  const { based_on: _entry, based_on_uuid: _uuid, ...rest } = item;
  return { ...rest, ...base };
}

/** How an item gets into its cell: what it takes the place of, and what it is based on. After an open
    conflict it is one as well. `here`: the items of the cell. */
function placed(item, here) {
  const waiting = here.filter(({ state }) => state === "waiting").at(-1);
  const open = here.find(needsPerson);
  const base = waiting ? { based_on_uuid: waiting.uuid } : open && baseOf(open);
  const { answer } = open?.state === "conflict" ? open : {};
  const state = answer && item.state === "waiting" ? "conflict" : item.state;
  const remove = here.filter((each) => each.state === "typed" || (item.state !== "typed" && needsPerson(each)));
  return { put: [{ ...rebased(item, base ?? baseOf(item)), ...(answer && { answer }), state }], remove };
}

/** What the cell's fields hold by a record of the server's. `own`: the text that made it. */
function fieldsBy(record, own) {
  if (!record) return { value: "", status: "" };
  const text = own ?? record.value_raw;
  // A status may follow from attempts, such as fouls alone: they go on.
  const isChosen = record.status !== "OK" && (!text || text === record.status || STATUS_WORDS.test(text));
  return isChosen ? { value: "", status: record.status } : { value: text, status: "" };
}

const today = () => new Date().toLocaleDateString("sv"); // 2026-05-16

export class Outbox extends EventTarget {
  unreadable = 0;
  #shelf;
  #sealing;
  #turn = Promise.resolve();
  #channel = "BroadcastChannel" in window ? new BroadcastChannel("klepak-outbox") : null;

  constructor({ person, shelf, sealing }) {
    super();
    this.person = person;
    this.#shelf = shelf;
    this.#sealing = sealing;
    this.#channel?.addEventListener("message", ({ data }) => this.#announce(data));
  }

  get isLasting() {
    return this.#shelf.isLasting;
  }

  /** All of the person's items, the oldest first. What cannot be unsealed, because the server has
      another key by now, stays where it is: `unreadable` counts it. */
  async items() {
    const kept = await this.#shelf.items(this.person);
    const found = await Promise.all(
      kept.map(async ({ sealed, seq, uuid, state }) => {
        try {
          return { ...(await this.#sealing.unseal(sealed)), seq, uuid, state };
        } catch {
          return null;
        }
      }),
    );
    const readable = found.filter(Boolean);
    this.unreadable = found.length - readable.length;
    return readable;
  }

  cells(activity) {
    return this.#shelf.cells(this.person, activity);
  }

  async confirmedToday() {
    return (await this.#shelf.note(this.#counter()))?.count ?? 0;
  }

  async clockOffset() {
    return (await this.#shelf.note("clock"))?.offset ?? null;
  }

  keepClockOffset(offset) {
    return this.#shelf.change({ notes: [{ id: "clock", offset }] });
  }

  /** The key by which this person hands over what cannot be sent at an event, null: not fetched yet. */
  async handOverKey(event) {
    try {
      return await this.#sealing.unseal((await this.#shelf.note(this.#keyNote(event))).sealed);
    } catch {
      return null;
    }
  }

  async keepHandOverKey(event, key) {
    await this.#shelf.change({ notes: [{ id: this.#keyNote(event), sealed: await this.#sealing.seal(key) }] });
  }

  /** What was confirmed is forgotten: of others as soon as this person is here, at sign-out of all. */
  forgetOthers() {
    return this.#shelf.forgetCells(this.person);
  }

  forgetCells() {
    return this.#shelf.forgetCells(null);
  }

  /** Enter something into a cell. `entry`: value_raw or status. It takes the place of whatever of
      the cell cannot be sent as it is; what is only being typed ("typed") takes none yet. `base`:
      the entry that the page showed, null for none; what is in the box, or was confirmed after
      `since`, is newer. */
  enter({ cell, entry, typed, base, since, state, meanings }) {
    return this.#inTurn(async () => {
      const here = (await this.items()).filter(isOf(cell));
      const item = {
        ...cell,
        ...entry,
        ...(meanings && { meanings }),
        typed,
        based_on: await this.#newest(cell, base, since),
        captured_at: new Date().toISOString(),
        uuid: newUuid(),
        state,
      };
      await this.#write(placed(item, here));
    });
  }

  /** What was being typed in a cell is what it held before: nothing of it is wanted any more. */
  withdraw(cell) {
    return this.#inTurn(async () => {
      const here = (await this.items()).filter(isOf(cell));
      await this.#write({ remove: here.filter((item) => item.state === "typed") });
    });
  }

  /** Rows that were left without being finished: their page is gone. `isLeft`: whether it is. */
  promote(isLeft) {
    return this.#inTurn(async () => {
      const items = await this.items();
      const left = items.filter((item) => item.state === "typed" && isLeft(item));
      const changes = left.map(({ seq: _seq, ...item }) =>
        placed({ ...item, state: item.meanings ? "asked" : "waiting" }, items.filter(isOf(item))),
      );
      const [put, remove] = ["put", "remove"].map((name) => changes.flatMap((change) => change[name]));
      await this.#write({ put, remove });
    });
  }

  /** After a conflict mine is entered over theirs: an entry of its own. */
  keepMine(uuid) {
    return this.#inTurn(async () => {
      const item = await this.#find(uuid, "conflict");
      if (!item) return;
      const { answer, seq: _seq, ...rest } = item;
      const mine = rebased(rest, { based_on: answer.theirs?.entry_id ?? null });
      await this.#write({ put: [{ ...mine, uuid: newUuid(), state: "waiting" }], remove: [item] });
    });
  }

  /** Theirs stays, or what was saved before it was refused: mine leaves the box. */
  discard(uuid) {
    return this.#inTurn(async () => {
      const item = await this.#find(uuid, "conflict", "refused", "asked");
      if (!item) return;
      const { theirs, at } = item.answer ?? {};
      await this.#write({ remove: [item], cells: theirs === undefined ? [] : [this.#theirCell(item, theirs, at)] });
    });
  }

  /** Send a refused item once more, as it is: the reason may be gone. */
  retry(uuid) {
    return this.#inTurn(async () => {
      const item = await this.#find(uuid, "refused");
      if (!item) return;
      const { answer: _answer, ...rest } = item;
      await this.#write({ put: [{ ...rest, state: "waiting" }] });
    });
  }

  /** Of a question the one that was meant. */
  choose(uuid, text) {
    return this.#inTurn(async () => {
      const item = await this.#find(uuid, "asked");
      if (!item) return;
      const { meanings: _meanings, ...rest } = item;
      const state = item.answer ? "conflict" : "waiting";
      await this.#write({ put: [{ ...rest, value_raw: text, typed: { value: text, status: "" }, state }] });
    });
  }

  /** Take in the server's verdicts, at `at` by its clock. Returns how many it was about. */
  settle(verdicts, at) {
    return this.#inTurn(async () => {
      let items = await this.items();
      const change = { put: new Map(), remove: [], cells: [] };
      let confirmed = 0;
      for (const verdict of verdicts) {
        const item = items.find(({ uuid }) => uuid === verdict.uuid);
        if (!item) continue; // another tab was answered first
        const later = items.filter((each) => isOf(item)(each) && each.seq > item.seq);
        const rest = this.#judged(item, later, verdict, at, change);
        if (CONFIRMED.has(verdict.outcome)) confirmed += 1;
        items = items.filter((each) => each.seq < item.seq || !isOf(item)(each)).concat(rest);
      }
      await this.#write({
        put: [...change.put.values()],
        remove: change.remove,
        cells: change.cells,
        confirmed: confirmed ? { id: this.#counter(), by: confirmed } : null,
      });
    });
  }

  /** What becomes of an item and of the later ones of its cell; those that stay are returned. */
  #judged(item, later, verdict, at, change) {
    const stay = (each) => change.put.set(each.seq, each) && each;
    const [next] = later;
    if (CONFIRMED.has(verdict.outcome)) {
      change.remove.push(item);
      change.cells.push(this.#ownCell(item, verdict, at));
      if (!next || verdict.outcome !== "unchanged") return later;
      return [stay(rebased(next, { based_on: verdict.record?.entry_id ?? null })), ...later.slice(1)];
    }
    const answer = { detail: verdict.detail ?? "", theirs: verdict.theirs, record: verdict.record, at };
    const last = later.filter((each) => each.state === "waiting").at(-1);
    const isConflict = verdict.outcome === "conflict";
    const state = isConflict ? "conflict" : "refused";
    if (!last) return [stay({ ...item, state, answer }), ...later];
    // What was entered after it in the same cell is what counts, and stands in its place.
    const dropped = [item, ...later.filter((each) => each.state === "waiting" && each !== last)];
    change.remove.push(...dropped);
    const heir = rebased(last, baseOf(item));
    return [stay(isConflict ? { ...heir, state, answer } : heir), ...later.filter((each) => each.state !== "waiting")];
  }

  #ownCell(item, verdict, at) {
    const { record, outcome, warnings = [] } = verdict;
    const own = outcome === "duplicate" ? undefined : item.value_raw;
    return {
      ...this.#cellOf(item, at),
      ...fieldsBy(record, own),
      entry: record?.entry_id ?? null,
      result: record?.display_value ?? "",
      warnings: outcome === "unchanged" ? [] : warnings,
    };
  }

  #theirCell(item, theirs, at) {
    const record = theirs && theirs.entry_id !== null && theirs.status !== "CLEARED" ? theirs : null;
    return {
      ...this.#cellOf(item, at),
      ...fieldsBy(record),
      entry: record?.entry_id ?? null,
      result: record?.display_value ?? "",
      warnings: [],
      by: record?.entered_by ?? "",
    };
  }

  #cellOf(item, at) {
    return { person: this.person, activity: item.activity, participant: item.participant, at };
  }

  /** The entry that the cell holds, as far as this device knows. */
  async #newest({ activity, participant }, base, since) {
    const known = await this.#shelf.cell(this.person, activity, participant);
    return known && known.at > since ? known.entry : base;
  }

  async #find(uuid, ...states) {
    return (await this.items()).find((item) => item.uuid === uuid && states.includes(item.state));
  }

  #keyNote(event) {
    return `key ${this.person} ${event}`;
  }

  #counter() {
    return `confirmed ${this.person} ${today()}`;
  }

  async #write({ put = [], remove = [], ...rest }) {
    if (!put.length && !remove.length && !rest.cells?.length) return;
    const sealed = await Promise.all(
      put.map(async ({ seq, uuid, state, ...content }) => ({
        ...(seq !== undefined && { seq }),
        uuid,
        state,
        person: this.person,
        sealed: await this.#sealing.seal(content),
      })),
    );
    await this.#shelf.change({ ...rest, put: sealed, remove: remove.map(({ seq }) => seq) });
    this.#channel?.postMessage(this.person);
    this.#announce(this.person);
  }

  #announce(person) {
    if (person === this.person) this.dispatchEvent(new Event("change"));
  }

  /** Reading and writing are one step, for all tabs. */
  #inTurn(step) {
    const alone = () => (window.navigator.locks ? window.navigator.locks.request(WRITING, step) : step());
    const done = this.#turn.then(alone, alone);
    this.#turn = done.catch(() => {});
    return done;
  }
}
