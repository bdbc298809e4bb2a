/* Where the outbox lies on this device: in IndexedDB. A change is there as a whole or not at all,
   and on the disk before it counts. Where the browser has no such place, in memory. */

const NAME = "klepak-scores";
const STORES = ["items", "cells", "notes"];

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });

function makeStores({ target: { result: database } }) {
  const items = database.createObjectStore("items", { keyPath: "seq", autoIncrement: true });
  items.createIndex("person", "person");
  const cells = database.createObjectStore("cells", { keyPath: ["person", "activity", "participant"] });
  cells.createIndex("place", ["person", "activity"]);
  cells.createIndex("person", "person");
  database.createObjectStore("notes", { keyPath: "id" });
}

class DiskShelf {
  isLasting = true;
  #database;

  constructor(database) {
    this.#keep(database);
  }

  async items(person) {
    return answered((await this.#reading("items")).index("person").getAll(person));
  }

  async cells(person, activity) {
    return answered((await this.#reading("cells")).index("place").getAll([person, activity]));
  }

  async cell(person, activity, participant) {
    return answered((await this.#reading("cells")).get([person, activity, participant]));
  }

  async note(id) {
    return answered((await this.#reading("notes")).get(id));
  }

  /** put: items, new ones without `seq`. remove: numbers of items. `confirmed`: a note's id and by
      how much its count grows. */
  async change({ put = [], remove = [], cells = [], notes = [], confirmed = null }) {
    const database = await this.#opened();
    const transaction = database.transaction(STORES, "readwrite", { durability: "strict" });
    const done = completed(transaction);
    const [itemStore, cellStore, noteStore] = STORES.map((name) => transaction.objectStore(name));
    remove.forEach((seq) => itemStore.delete(seq));
    put.forEach((item) => itemStore.put(item));
    cells.forEach((cell) => cellStore.put(cell));
    notes.forEach((note) => noteStore.put(note));
    if (confirmed) {
      const { id, by } = confirmed;
      noteStore.get(id).onsuccess = ({ target }) => noteStore.put({ id, count: (target.result?.count ?? 0) + by });
    }
    await done;
  }

  /** Forget what was confirmed to anybody but this person; what is not sent yet stays, sealed. */
  async forgetCells(person) {
    const transaction = (await this.#opened()).transaction(["cells"], "readwrite");
    const done = completed(transaction);
    transaction.objectStore("cells").openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (cursor.value.person !== person) cursor.delete();
      cursor.continue();
    };
    await done;
  }

  async #reading(name) {
    return (await this.#opened()).transaction(name).objectStore(name);
  }

  /** A newer page that changes the stores gets them to itself; this page goes on with what it made. */
  async #opened() {
    if (!this.#database) this.#keep(await answered(window.indexedDB.open(NAME)));
    return this.#database;
  }

  #keep(database) {
    this.#database = database;
    database.onversionchange = () => {
      database.close();
      this.#database = null;
    };
    database.onclose = () => {
      this.#database = null; // the browser closed it, such as to make room
    };
  }
}

class MemoryShelf {
  isLasting = false;
  #last = 0;
  #items = new Map();
  #cells = new Map();
  #notes = new Map();

  async items(person) {
    return [...this.#items.values()].filter((item) => item.person === person).sort((one, other) => one.seq - other.seq);
  }

  async cells(person, activity) {
    return [...this.#cells.values()].filter((cell) => cell.person === person && cell.activity === activity);
  }

  async cell(...place) {
    return this.#cells.get(String(place));
  }

  async note(id) {
    return this.#notes.get(id);
  }

  async change({ put = [], remove = [], cells = [], notes = [], confirmed = null }) {
    remove.forEach((seq) => this.#items.delete(seq));
    put.forEach((item) => {
      const seq = item.seq ?? (this.#last += 1);
      this.#items.set(seq, { ...item, seq });
    });
    cells.forEach((cell) => this.#cells.set(String([cell.person, cell.activity, cell.participant]), cell));
    notes.forEach((note) => this.#notes.set(note.id, note));
    if (confirmed) {
      const { id, by } = confirmed;
      this.#notes.set(id, { id, count: (this.#notes.get(id)?.count ?? 0) + by });
    }
  }

  async forgetCells() {}
}

/** `isSafe`: whether what is kept can be sealed; what others could read is not kept at all. */
export async function openShelf(isSafe) {
  if (!isSafe) return new MemoryShelf();
  try {
    const request = window.indexedDB.open(NAME, 1);
    request.onupgradeneeded = makeStores;
    return new DiskShelf(await answered(request));
  } catch {
    return new MemoryShelf(); // a private window, or a full device
  }
}
