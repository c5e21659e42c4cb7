import { dottedNameOf, isTest, nameOf, stringOf } from './source-file.ts'
import type { Node, Rule, SourceFile } from './source-file.ts'

export const testRules: readonly Rule[] = [
  ruleForTests('tests mock no modules', {
    what: 'a module or a global is replaced behind its back',
    instead: 'pass a fake written by hand to the part under test',
    isBreach: (node) =>
      /^vi\.(mock|doMock|hoisted|stubGlobal|stubEnv)$/.test(dottedNameOf(node) ?? ''),
  }),
  ruleForTests('tests fake no global timers', {
    what: "the process's clock is faked",
    instead: 'give the part a VirtualClock',
    isBreach: (node) =>
      /^vi\.(useFakeTimers|setSystemTime|advanceTimers\w*|runAllTimers\w*)$/.test(
        dottedNameOf(node) ?? '',
      ),
  }),
  ruleForTests('tests do not sleep', {
    what: 'a test waits for time to pass',
    instead:
      'advance a VirtualClock, or wait for what should happen: vi.waitFor, expect.poll, a locator, an exit event',
    isBreach: (node, parent) =>
      isNamed(node, parent, ['setTimeout', 'setInterval']) ||
      dottedNameOf(node)?.endsWith('.waitForTimeout') === true ||
      isImportOf(node, parent, /^(node:)?timers(\/promises)?$/),
  }),
  ruleForTests('tests do not intercept the network', {
    what: 'a request is intercepted',
    instead: 'ask the practice org for the fault by input: a sentinel name, or its control API',
    isBreach: (node, parent) =>
      /^(page|context|browserContext)\.(route|routeFromHAR|routeWebSocket)$/.test(
        dottedNameOf(node) ?? '',
      ) ||
      isNamed(node, parent, ['MockAgent', 'MockPool']) ||
      isImportOf(node, parent, /^(nock|msw)(\/|$)/),
  }),
]

type Ban = {
  readonly what: string
  readonly instead: string
  readonly isBreach: (node: Node, parent: Node | undefined) => boolean
}

function ruleForTests(name: string, { what, instead, isBreach }: Ban): Rule {
  const findIn = (file: SourceFile) =>
    file.nodes
      .filter(({ node, parent }) => isBreach(node, parent))
      .map(({ node }) => ({ file, start: node.start, what }))
  return { name, instead, find: (files) => files.filter(isTest).flatMap(findIn) }
}

/** An identifier that is called, built or imported by one of the names. */
function isNamed(node: Node, parent: Node | undefined, names: readonly string[]): boolean {
  const isUsed = ['CallExpression', 'NewExpression', 'ImportSpecifier'].includes(parent?.type ?? '')
  return isUsed && names.includes(nameOf(node) ?? '')
}

/** The name of a package, where it is imported. */
function isImportOf(node: Node, parent: Node | undefined, pattern: RegExp): boolean {
  const isImported = ['ImportDeclaration', 'ImportExpression'].includes(parent?.type ?? '')
  return isImported && pattern.test(stringOf(node) ?? '')
}
