import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { LAWS } from './laws/index.ts';
import { type Answer, draft } from './paper.ts';

const now = Instant.parse('2026-11-22T00:00:00Z');
const said = (text: string): Answer => ({ kind: 'said', text, from: 'fact-1' });
const none = (why: string): Answer => ({ kind: 'none', why, from: 'fact-2' });

describe('a paper', () => {
  const whole = new Map<string, Answer>([
    ['product', said('Camera C1, firmware 2.3.0 to 2.3.4')],
    ['unlawful', said('Yes, suspected')],
    ['member-states', none('sold in no Member State yet')],
  ]);

  it('is complete where each field that the law asks for has an answer', () => {
    const paper = draft('severe-incident', 'early-warning', whole, now, false);
    expect(paper).toMatchObject({ complete: true, law: 'CRA', article: '14(4)(a)' });
    expect(paper?.fields.map(({ id, complete }) => [id, complete])).toEqual([
      ['product', true],
      ['unlawful', true],
      ['member-states', true],
    ]);
  });

  it.each<[string, string, Answer | undefined, string]>([
    ['a field that is always asked for', 'unlawful', undefined, 'nothing was said'],
    ['blank words', 'unlawful', said('  '), 'nothing was said'],
    ['that there is nothing to say where the law asks always', 'unlawful', none('we do not know'), 'the law asks for it always'],
    ['neither said nor that there is nothing', 'member-states', undefined, 'neither said, nor that there is nothing to say'],
    ['that there is nothing, without a reason', 'member-states', none(''), 'without a reason'],
  ])('lacks: %s', (_, id, answer, lacks) => {
    const answers = new Map(whole);
    if (answer === undefined) answers.delete(id);
    else answers.set(id, answer);
    const paper = draft('severe-incident', 'early-warning', answers, now, false);
    expect(paper?.complete).toBe(false);
    expect(paper?.fields.filter(({ complete }) => !complete).map((field) => [field.id, field.lacks])).toEqual([[id, lacks]]);
  });

  it('that is late gives the reasons for it, where the law asks for them, and no other does', () => {
    const fields = (late: boolean) => draft('personal-data-breach', 'notification', new Map(), now, late)?.fields.map(({ id }) => id);
    expect(fields(true)).toContain('reasons-for-delay');
    expect(fields(false)).not.toContain('reasons-for-delay');
  });

  it('of a stage that the law does not know is none', () => {
    expect(draft('severe-incident', 'progress', whole, now, false)).toBeUndefined();
  });

  it('has for each duty of each law fields of their own clause, each once', () => {
    for (const { track, duties } of LAWS) {
      for (const { stage, fields } of duties) {
        expect(fields.length, `${track} ${stage}`).toBeGreaterThan(0);
        expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
        expect(draft(track, stage, new Map(), now, false)?.complete).toBe(false);
      }
      expect(new Set(duties.map(({ stage }) => stage)).size).toBe(duties.length);
    }
  });
});
