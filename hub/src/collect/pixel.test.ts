import { describe, expect, test } from 'vitest'
import { pixelEventOf } from './pixel.ts'

describe('the event in an image’s address', () => {
  test('is read from Signal’s short names', () => {
    const query = {
      wk: 'key',
      e: 'Email Opened',
      uid: 'u1',
      aid: 'a1',
      ts: '1772029800000',
      mid: 'm1',
      cb: '12345',
      'p.campaign.id': 'spring',
      'p.campaign.step': '2',
      't.plan': 'pro',
    }
    expect(pixelEventOf(query)).toEqual({
      writeKey: 'key',
      event: 'Email Opened',
      userId: 'u1',
      anonymousId: 'a1',
      timestamp: '1772029800000',
      messageId: 'm1',
      properties: { campaign: { id: 'spring', step: '2' } },
      traits: { plan: 'pro' },
    })
  })

  test('is read from Segment’s flat names', () => {
    const query = {
      userId: 'u1',
      event: 'Email Opened',
      'properties.subject': 'Hi',
      writeKey: 'key',
    }
    expect(pixelEventOf(query)).toEqual({
      userId: 'u1',
      event: 'Email Opened',
      properties: { subject: 'Hi' },
      writeKey: 'key',
    })
  })

  test('is read from base64, also where an address made spaces of its plus signs', () => {
    const event = {
      userId: 'ü>?',
      event: 'Email Opened',
      writeKey: 'key',
      properties: { a: '>>>???' },
    }
    const data = Buffer.from(JSON.stringify(event)).toString('base64')
    expect(pixelEventOf({ data })).toEqual(event)
    expect(pixelEventOf({ data: data.replaceAll('+', ' ') })).toEqual(event)
    expect(pixelEventOf({ data: data.replaceAll('+', '-').replaceAll('/', '_') })).toEqual(event)
  })

  test('senseless addresses give an empty event', () => {
    for (const query of [null, {}, { data: '%%%' }, { data: 'bm8=' }, { cb: '1' }]) {
      expect(pixelEventOf(query)).toEqual({})
    }
  })

  test('reaches no prototype', () => {
    const event = pixelEventOf({
      'p.__proto__.polluted': '1',
      '__proto__.x': '1',
      'p.constructor.prototype.y': '1',
    })
    expect('polluted' in {} || 'x' in {} || 'y' in {}).toBe(false)
    expect(event).toEqual({ properties: { constructor: { prototype: { y: '1' } } } })
  })
})
