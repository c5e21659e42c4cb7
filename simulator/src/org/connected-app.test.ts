import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { appAfter, appShown, ConnectedApp, connectedAppSeeded } from './connected-app.ts'

const rules = { nowMs: 5, runAsOnFlowToggle: 'kept' } as const

test('a new consumer key is as old as the change, any other change leaves its age', () => {
  expect(appAfter(connectedAppSeeded, { clientId: 'new' }, rules).clientIdSinceMs).toBe(5)
  expect(appAfter(connectedAppSeeded, { clientSecret: 'new' }, rules).clientIdSinceMs).toBe(0)
  const same = { clientId: connectedAppSeeded.clientId }
  expect(appAfter(connectedAppSeeded, same, rules).clientIdSinceMs).toBe(0)
})

test('toggling the flow keeps the run-as user, unless the org is one of those that clear it', () => {
  const toggle = { isClientCredentialsFlowInPolicies: false }
  const { runAsUser } = connectedAppSeeded
  expect(appAfter(connectedAppSeeded, toggle, rules).runAsUser).toBe(runAsUser)
  const clearing = { ...rules, runAsOnFlowToggle: 'cleared' } as const
  expect(appAfter(connectedAppSeeded, toggle, clearing).runAsUser).toBeNull()
  expect(appAfter(connectedAppSeeded, { ...toggle, runAsUser }, clearing).runAsUser).toBe(runAsUser)
  expect(appAfter(connectedAppSeeded, { isActive: false }, clearing).runAsUser).toBe(runAsUser)
})

test('the app is shown without what would let somebody sign in', () => {
  const shown = JSON.stringify(appShown(connectedAppSeeded))
  expect(shown).not.toContain(connectedAppSeeded.clientSecret)
  expect(shown).not.toContain(connectedAppSeeded.userPassword)
})

test('a callback address is one that a Location header can carry', () => {
  const check = Compile(ConnectedApp)
  const isFit = (url: string) => check.Check({ ...connectedAppSeeded, callbackUrls: [url] })
  expect(['https://a.example/cb?x=1', 'app:/done'].map(isFit)).toEqual([true, true])
  const unfit = [
    '',
    'http://a.example/\r\nb',
    'http://a.example/日',
    'http://a.example/ b',
    'a:/#b',
  ]
  expect(unfit.map(isFit)).toEqual(unfit.map(() => false))
})
