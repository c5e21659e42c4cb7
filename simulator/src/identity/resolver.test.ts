import { expect, test } from 'vitest'
import { individualObjectName } from '../model/unified-objects.ts'
import { defaultRuleset } from './default-ruleset.ts'
import type { OutputPage, ResolverTask } from './resolver-message.ts'
import { openResolver } from './resolver.ts'
import { formerLinks, formerUnified } from './source-snapshot.ts'

const task: ResolverTask = {
  ruleset: defaultRuleset({ id: 'one', createdAtMs: 0 }),
  columns: [
    {
      objectName: individualObjectName,
      names: ['ssot__Id__c', 'ssot__DataSourceId__c', 'ssot__DataSourceObjectId__c'],
    },
  ],
  lakeObjects: new Map(),
  idSeed: 'a run',
  now: '2026-03-01T12:00:00.000Z',
}
const pageOf = (of: string, ...rows: readonly (readonly (string | null)[])[]) => ({
  of,
  rows: JSON.stringify(rows),
})

test('takes pages of sources and of the run before, and hands out what to write', async () => {
  await using resolver = openResolver(task, new AbortController().signal)
  await resolver.take(pageOf(individualObjectName, ['a', 'site', 'profile']))
  await resolver.take(pageOf(individualObjectName, ['b', 'site', 'profile']))
  await resolver.take(pageOf(formerLinks, ['a', 'site', 'profile', 'kept']))
  await resolver.take(pageOf(formerUnified, ['kept', '2026-01-01 00:00:00.000 UTC']))
  expect(await resolver.resolve()).toMatchObject({ sourceProfiles: 2, totalUnifiedProfiles: 2 })
  const pages: OutputPage[] = []
  for await (const page of resolver.pages()) pages.push(page)
  expect(pages.map(({ tableName }) => tableName)).toEqual([
    'UnifiedssotIndividualIr01__dlm',
    'UnifiedLinkssotIndividualIr01__dlm',
  ])
  expect(JSON.parse(pages[0]?.rows ?? '')).toMatchObject([
    { ssot__id__c: 'kept', ssot__createddate__c: '2026-01-01 00:00:00.000 UTC' },
    { ssot__id__c: expect.stringMatching(/^[0-9a-f]{32}$/), ssot__createddate__c: task.now },
  ])
})

test('a thread that fails, fails whoever waits for it and nothing else', async () => {
  await using resolver = openResolver(task, new AbortController().signal)
  await expect(resolver.take({ of: individualObjectName, rows: 'no JSON' })).rejects.toThrow(/JSON/)
  await expect(resolver.resolve()).rejects.toThrow(/JSON/)
})

test('an abort ends it at once', async () => {
  const closing = new AbortController()
  await using resolver = openResolver(task, closing.signal)
  const taken = resolver.take(pageOf(individualObjectName, ['a', 'site', 'profile']))
  closing.abort()
  await expect(taken).rejects.toThrow('has ended')
  await expect(resolver.resolve()).rejects.toThrow('has ended')
})
