import { inspect } from 'node:util'

const shown = '[secret]'

/** A value that must not reach a log, an answer or a screen: it prints as `[secret]` wherever it is turned to text. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself; called only where it leaves for the party it is meant for. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}
