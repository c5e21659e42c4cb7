/** Things that are joined two by two, and the groups that come of it: a union-find over places 0 to `count` - 1. */
export type ConnectedGroups = {
  join(left: number, right: number): void
  /** A place is joined to itself. */
  areJoined(left: number, right: number): boolean
  /** Each group in ascending order, the groups by their first place. */
  groups(): readonly (readonly number[])[]
}

export function createConnectedGroups(count: number): ConnectedGroups {
  // The smallest place of a group is its root, so that the order of joins leaves no trace.
  const parents = new Uint32Array(count).map((_zero, place) => place)
  const rootOf = (place: number): number => {
    let root = place
    while (parents[root] !== root) root = parents[root] ?? root
    let step = place
    while (step !== root) {
      const next = parents[step] ?? root
      parents[step] = root
      step = next
    }
    return root
  }
  return {
    join: (left, right) => {
      const one = rootOf(left)
      const other = rootOf(right)
      parents[Math.max(one, other)] = Math.min(one, other)
    },
    areJoined: (left, right) => rootOf(left) === rootOf(right),
    groups: () => {
      const groups = new Map<number, number[]>()
      for (let place = 0; place < count; place += 1) {
        const root = rootOf(place)
        const group = groups.get(root)
        if (group === undefined) groups.set(root, [place])
        else group.push(place)
      }
      return [...groups.values()]
    },
  }
}
