/**
 * Runs changes one after the other, so that two which read, decide and write do not undo each other.
 * The queue is as long as there are requests under way, which the HTTP server bounds.
 */
export type InTurn = <Result>(change: () => Promise<Result>) => Promise<Result>

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (change) => {
    const mine = last.then(change, change)
    last = mine
    return mine
  }
}
