import { describe, expect, test } from 'vitest'
import { areSimilarNames } from './fuzzy-name.ts'

describe('the documented examples of fuzzy matching', () => {
  test.each([
    ['Beatriz', 'Beatrice'],
    ['William', 'Bill'],
    ['Mary-Jo', 'MaryJo'],
    ['Håkon', 'Hakon'],
    ['Catherine', 'Katherine'],
  ])('%s and %s match with high precision', (left, right) => {
    expect(areSimilarNames(left, right, 'high')).toBe(true)
    expect(areSimilarNames(left, right, 'medium')).toBe(true)
  })

  test.each([
    ['S.', 'Sharon'],
    ['A.M.', 'Anthony Michael'],
    ['Cathi', 'Cathie'],
    ['Lilian', 'Liliana'],
    ['Gabriel', 'Gabrielle'],
    ['José Andrés', 'Pepe'],
    ['Joey James', 'James Joseph'],
  ])('%s and %s match with medium precision, not with high', (left, right) => {
    expect(areSimilarNames(left, right, 'high')).toBe(false)
    expect(areSimilarNames(left, right, 'medium')).toBe(true)
    expect(areSimilarNames(right, left, 'medium')).toBe(true)
    expect(areSimilarNames(left, right, 'low')).toBe(true)
  })

  test.each([
    ['Lisa', 'Liza'],
    ['Lucia', 'Luc'],
  ])('%s and %s match with low precision only', (left, right) => {
    expect(areSimilarNames(left, right, 'medium')).toBe(false)
    expect(areSimilarNames(left, right, 'low')).toBe(true)
  })

  test('Cathi and Cathy match with low precision', () => {
    expect(areSimilarNames('Cathi', 'Cathy', 'low')).toBe(true)
  })
})

test('names that are not alike do not match with any precision', () => {
  expect(areSimilarNames('Anna', 'Robert', 'low')).toBe(false)
  expect(areSimilarNames('-', '-', 'low')).toBe(false)
})
