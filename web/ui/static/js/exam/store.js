// What this machine keeps until the centre has it: IndexedDB, each write on the disk before it counts as kept.
const NAME = "certflow-exam", STORE = "kept";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

let opened;

async function within(mode, act) {
  opened ??= open();
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const asked = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

// `value` is {lines, aways, flagged}; resolves once it is on the disk
export const keep = (sitting, value) => within("readwrite", (store) => store.put(value, sitting));
export const kept = (sitting) => within("readonly", (store) => store.get(sitting));
export const drop = (sitting) => within("readwrite", (store) => store.delete(sitting));
