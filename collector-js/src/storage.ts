/** What the script needs of a place to keep things: texts by name. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/**
 * The page's storage, or memory where a browser forbids it (private windows, blocked cookies), so that events are still
 * sent and only do not outlive the page.
 */
export function openStorage(find: () => TextStorage): TextStorage {
  try {
    const storage = find()
    const probe = '_df.probe'
    storage.setItem(probe, '1')
    storage.removeItem(probe)
    return storage
  } catch {
    return createMemoryStorage()
  }
}

export function createMemoryStorage(): TextStorage {
  const texts = new Map<string, string>()
  return {
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
    removeItem: (name) => void texts.delete(name),
    key: (index) => [...texts.keys()][index] ?? null,
    get length() {
      return texts.size
    },
  }
}

/** Reads what was written as JSON; null when it is missing or damaged. */
export function readJson(storage: TextStorage, name: string): unknown {
  try {
    return JSON.parse(storage.getItem(name) ?? 'null')
  } catch {
    return null
  }
}

/** Writes, or leaves it when the storage is full: what is in memory is still sent. */
export function writeJson(storage: TextStorage, name: string, value: unknown): void {
  try {
    storage.setItem(name, JSON.stringify(value))
  } catch {
    storage.removeItem(name)
  }
}
