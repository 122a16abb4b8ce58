import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../controls/index.ts';
import { OUTCOMES, type Outcome } from '../model.ts';
import { LEVELS, LEVELS_OF_TRUST, type Level, levelFor, levelForNeed, levelOf } from './level.ts';
import { organisationLibrary } from './library.ts';
import { NEEDS, type Needs } from './need.ts';

const need = (level: number): Needs => ({ integrity: { level, asset: 'a' } });

describe('the levels of trust', () => {
  it('are 0 to 3, each trusted with more than the one below', () => {
    expect(LEVELS_OF_TRUST.map((one) => one.level)).toEqual([...LEVELS]);
    expect(LEVELS_OF_TRUST.map((one) => one.upTo)).toEqual([0, 2, 3, 4]);
  });

  it('ask for each outcome at exactly one of them', () => {
    expect(LEVELS_OF_TRUST.flatMap((one) => one.asks).toSorted()).toEqual([...OUTCOMES].toSorted());
  });

  it.each<[number, Level]>([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
  ])('a need of %i asks for level %i', (level, trust) => {
    expect(levelForNeed(level)).toBe(trust);
    expect(levelFor(level === 0 ? {} : need(level))).toBe(trust);
  });

  it('never aim lower for a heavier need', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), (a, b) => {
        expect(Math.sign(levelForNeed(a) - levelForNeed(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each<[readonly Outcome[], Needs, Level | undefined]>([
    [['resist'], need(1), 1],
    [['detect'], need(1), 2],
    [['recover'], need(1), 3],
    [['recover', 'detect'], need(4), 2],
    [['protect-privacy'], { privacy: { level: 1, asset: 'a' } }, 1],
    // Privacy that nobody has there cannot be protected, so the control counts by what else it does.
    [['protect-privacy', 'recover'], need(4), 3],
    [['protect-privacy'], need(4), undefined],
    [['resist'], {}, undefined],
  ])('a control for %j where %j is at stake is asked from %s', (outcomes, needs, level) => {
    expect(levelOf(outcomes, needs)).toBe(level);
  });

  it('have a place for every control where everything is at stake', () => {
    const all = Object.fromEntries(NEEDS.map((name) => [name, { level: 4, asset: 'a' }]));
    expect(CONTROLS.filter((control) => levelOf(control.outcomes, all) === undefined)).toEqual([]);
  });
});

describe('the library of the organisation', () => {
  const library = organisationLibrary();

  it('has each control as an activity with its verification', () => {
    expect(library.map((asc) => asc.id)).toEqual(CONTROLS.map((control) => control.id));
    for (const { id, activity, verification } of library) {
      expect(activity.what.length, id).toBeGreaterThan(20);
      expect(activity.who, id).not.toBe('');
      expect(activity.effort, id).toBeGreaterThan(0);
      expect(verification.length, id).toBeGreaterThan(0);
    }
  });

  it('says of each verification what is seen, by what method, and how long it holds', () => {
    for (const { id, verification } of library) {
      for (const { claim, holdsWhen, validFor } of verification) {
        expect(holdsWhen, `${id} ${claim}`).not.toBe('');
        expect(validFor, `${id} ${claim}`).toMatch(/^P\d+D$/);
      }
    }
  });

  it('names the requirements that each answers', () => {
    expect(library.find((asc) => asc.id === 'duties-registered')?.answers).toContain('iso-27034 ONF-2');
  });
});
