import { expect, test } from 'vitest'
import { createSetup, setupEmpty, type SetupState } from './setup.ts'

const gone = { kind: 'stream', name: 'a', atMs: 1 } as const
const lose = (state: SetupState) => ({ next: { ...state, departed: [gone] } })

test('a change that one follower cannot take is taken back from those before it', async () => {
  const setup = createSetup(setupEmpty)
  let kept = setup.state()
  setup.follow(async (_before, after) => {
    kept = after
  })
  setup.follow(async () => {
    throw new Error('no lake')
  })
  await expect(setup.change(lose)).rejects.toThrow('no lake')
  expect(setup.state()).toBe(setupEmpty)
  expect(kept).toBe(setupEmpty)
})

test('a follower that cannot go back hides neither the failure nor the next change', async () => {
  const setup = createSetup(setupEmpty)
  let isBroken = true
  setup.follow(async (_before, after) => {
    if (isBroken && after === setupEmpty) throw new Error('no way back')
  })
  setup.follow(async () => {
    if (isBroken) throw new Error('no lake')
  })
  await expect(setup.change(lose)).rejects.toThrow('no lake')
  isBroken = false
  await setup.change(lose)
  expect(setup.state().departed).toEqual([gone])
})
