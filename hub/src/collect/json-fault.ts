/** Where a text stops being JSON, in characters from 0, and what could have stood there. */
export type JsonFault = { readonly offset: number; readonly expected: string }

type Expecting = 'value' | 'item' | 'key' | 'key-or-end' | 'colon' | 'comma' | 'end'

const space = /[ \t\n\r]*/y
// JSON forbids bare control characters inside a text, so the pattern must name them.
// eslint-disable-next-line no-control-regex -- the pattern's very purpose
const text = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const said: Record<Expecting, string> = {
  value: 'a value',
  item: 'a value or "]"',
  key: 'a property name in double quotes',
  'key-or-end': 'a property name in double quotes or "}"',
  colon: '":"',
  comma: '"," or the closing bracket',
  end: 'the end of the body',
}

/**
 * Finds what makes a text no JSON, so that a person can mend it; the engine's own message has no place in it for many
 * faults. Called only after `JSON.parse` refused.
 * @returns null for a text that is JSON
 */
export function jsonFaultOf(body: string): JsonFault | null {
  const open: ('[' | '{')[] = []
  let expecting: Expecting = 'value'
  let at = 0
  // Ends: each turn moves `at` forward or returns.
  for (;;) {
    at = endOf(space, body, at) ?? at
    if (at >= body.length) return expecting === 'end' ? null : fault(at, expecting)
    const char = body.charAt(at)
    switch (expecting) {
      case 'end':
        return fault(at, expecting)
      case 'colon':
        if (char !== ':') return fault(at, expecting)
        at += 1
        expecting = 'value'
        break
      case 'comma': {
        const container = open.at(-1)
        if (char === ',') expecting = container === '{' ? 'key' : 'value'
        else if (char === closerOf(container)) expecting = closed(open)
        else return fault(at, expecting)
        at += 1
        break
      }
      case 'key':
      case 'key-or-end': {
        if (char === '}' && expecting === 'key-or-end') {
          expecting = closed(open)
          at += 1
          break
        }
        const end = endOf(text, body, at)
        if (end === null) return fault(at, expecting)
        at = end
        expecting = 'colon'
        break
      }
      case 'value':
      case 'item': {
        if (char === ']' && expecting === 'item') {
          expecting = closed(open)
          at += 1
        } else if (char === '{' || char === '[') {
          open.push(char)
          expecting = char === '{' ? 'key-or-end' : 'item'
          at += 1
        } else {
          const end = endOf(char === '"' ? text : scalar, body, at)
          if (end === null) return fault(at, expecting)
          at = end
          expecting = open.length === 0 ? 'end' : 'comma'
        }
        break
      }
    }
  }
}

function fault(offset: number, expecting: Expecting): JsonFault {
  return { offset, expected: said[expecting] }
}

function closerOf(container: '[' | '{' | undefined): string {
  return container === '{' ? '}' : ']'
}

function closed(open: ('[' | '{')[]): Expecting {
  open.pop()
  return open.length === 0 ? 'end' : 'comma'
}

/** End of a match that begins exactly at `at`, or null. */
function endOf(pattern: RegExp, body: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(body) ? pattern.lastIndex : null
}
