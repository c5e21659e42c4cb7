/** What has become of one object's records since the start. */
export type LandingCounts = {
  acceptedCount: number
  /** Rows that are new. */
  addedCount: number
  /** Rows that replaced the row of their key, before or after that one was written. */
  replacedCount: number
  /** Rows not applied, since a newer one is stored. */
  olderCount: number
  deletedCount: number
  /** Problem records, also those whose row landed. */
  problemCount: number
  /** Rows that did not land because of their problem. */
  droppedCount: number
}

/** The part of them that one write has changed; its rows were accepted before. */
export type Written = Omit<LandingCounts, 'acceptedCount'>

export function emptyWritten(): Written {
  return {
    addedCount: 0,
    replacedCount: 0,
    olderCount: 0,
    deletedCount: 0,
    problemCount: 0,
    droppedCount: 0,
  }
}

export function addWritten(sum: Written, written: Written): void {
  sum.addedCount += written.addedCount
  sum.replacedCount += written.replacedCount
  sum.olderCount += written.olderCount
  sum.deletedCount += written.deletedCount
  sum.problemCount += written.problemCount
  sum.droppedCount += written.droppedCount
}
