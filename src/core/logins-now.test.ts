import { describe, expect, test } from 'vitest'
import { anItem } from '../../test/builders/item.ts'
import { aPast, entry } from '../../test/builders/past.ts'
import { mergeTimeline } from './past.ts'

/** What is known of the item, in words, once GitHub's timeline is taken in. */
function merged(heard: readonly string[], timeline: readonly string[]): string[] {
  const past = aPast(anItem({ author: 'eve' }), heard)
  const told = timeline.map((line) => ({ ...entry(line), source: 'timeline' as const }))
  const { history, item } = mergeTimeline(past, told)
  const said = history.map(({ actor, id, target, what }) =>
    [actor ?? '-', what, target, id.includes('~') ? 'again' : ''].filter(Boolean).join(' '),
  )
  return [...said, `labels ${item.labels.join()}`]
}

describe('GitHub names everybody as they are called today', () => {
  test.each<[string, string[], string[], string[]]>([
    [
      'the same login',
      ['Mon 10:00 ann labeled critical'],
      ['Mon 10:00 ann labeled critical'],
      ['ann labeled critical', 'labels critical'],
    ],
    [
      'another login: one change, by the new name',
      ['Mon 10:00 ann labeled critical'],
      ['Mon 10:00 anna labeled critical'],
      ['anna labeled critical', 'labels critical'],
    ],
    [
      'whom somebody else assigned, and who then worked on it',
      ['Mon 10:00 zoe assigned ann', 'Mon 11:00 ann labeled critical'],
      ['Mon 10:00 zoe assigned anna', 'Mon 11:00 anna labeled critical'],
      ['zoe assigned anna', 'anna labeled critical', 'labels critical'],
    ],
    [
      'known by what is in both, also in what only webhooks tell',
      ['Mon 10:00 ann labeled critical', 'Mon 11:00 ann ticked Read'],
      ['Mon 10:00 anna labeled critical'],
      ['anna labeled critical', 'anna ticked Read', 'labels critical'],
    ],
    [
      'somebody who is still there, and somebody else a little later: two changes',
      ['Mon 10:00 ann labeled critical'],
      [
        'Mon 10:00 ann labeled critical',
        'Mon 10:30 bo unlabeled critical',
        'Mon 11:00 anna labeled critical',
      ],
      ['ann labeled critical', 'bo unlabeled critical', 'anna labeled critical', 'labels critical'],
    ],
    [
      'more than a minute apart it may be somebody else',
      ['Mon 10:00 ann labeled critical'],
      ['Mon 10:02 anna labeled critical'],
      ['ann labeled critical', 'labels critical'],
    ],
    [
      'an account that is no more: what it did stays its own',
      ['Mon 10:00 ann labeled critical', 'Mon 10:30 bo labeled QA'],
      ['Mon 10:00 - labeled critical', 'Mon 10:30 bo labeled QA'],
      ['ann labeled critical', 'bo labeled QA', 'labels critical,QA'],
    ],
    [
      'nobody known, where that person is still there',
      ['Mon 10:00 ann labeled critical', 'Mon 10:30 ann labeled QA'],
      ['Mon 10:00 - labeled critical', 'Mon 10:30 ann labeled QA'],
      ['- labeled critical again', 'ann labeled QA', 'labels critical,QA'],
    ],
  ])('%s', (_, heard, timeline, expected) => {
    expect(merged(heard, timeline)).toEqual(expected)
  })
})
