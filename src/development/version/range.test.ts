import { describe, expect, it } from 'vitest';
import type { RangeEvent } from './model.ts';
import { isAffected } from './range.ts';

const semver = (...events: RangeEvent[]) => ({ ecosystem: 'npm', ranges: [{ type: 'SEMVER' as const, events }], versions: [] });
const debian = (...events: RangeEvent[]) => ({ ecosystem: 'Debian:12', ranges: [{ type: 'ECOSYSTEM' as const, events }], versions: [] });

describe('a range of OSV', () => {
  it.each([
    ['from the first to a fix', '0.9.0', semver({ introduced: '0' }, { fixed: '1.0.0' }), 'affected'],
    ['at the fix', '1.0.0', semver({ introduced: '0' }, { fixed: '1.0.0' }), 'not-affected'],
    ['a pre-release of the fix', '1.0.0-rc.1', semver({ introduced: '0' }, { fixed: '1.0.0' }), 'affected'],
    ['before it began', '1.1.9', semver({ introduced: '1.2.0' }, { fixed: '1.3.0' }), 'not-affected'],
    ['the last affected', '1.3.0', semver({ introduced: '1.2.0' }, { last_affected: '1.3.0' }), 'affected'],
    ['after the last affected', '1.3.1', semver({ introduced: '1.2.0' }, { last_affected: '1.3.0' }), 'not-affected'],
    [
      'between two ranges in one list',
      '2.0.0',
      semver({ introduced: '1.0.0' }, { fixed: '1.5.0' }, { introduced: '2.1.0' }, { fixed: '2.2.0' }),
      'not-affected',
    ],
    [
      'in the second of them, out of order',
      '2.1.5',
      semver({ fixed: '2.2.0' }, { introduced: '2.1.0' }, { fixed: '1.5.0' }, { introduced: '1.0.0' }),
      'affected',
    ],
    ['never fixed', '99.0.0', semver({ introduced: '1.0.0' }), 'affected'],
    ['fixed where it began', '1.0.0', semver({ introduced: '1.0.0' }, { fixed: '1.0.0' }), 'not-affected'],
    ['past every limit', '3.0.0', semver({ introduced: '0' }, { limit: '2.0.0' }), 'not-affected'],
    ['before one of the limits', '1.9.0', semver({ introduced: '0' }, { limit: '1.0.0' }, { limit: '2.0.0' }), 'affected'],
    ['without a limit', '1.9.0', semver({ introduced: '0' }, { limit: '*' }), 'affected'],
    ['of a distribution', '3.0.9-1', debian({ introduced: '0' }, { fixed: '3.0.11-1~deb12u2' }), 'affected'],
    ['of a distribution, at its fix', '3.0.11-1~deb12u2', debian({ introduced: '0' }, { fixed: '3.0.11-1~deb12u2' }), 'not-affected'],
    ['before the first with a tilde', '0~1', debian({ introduced: '0' }, { fixed: '1' }), 'affected'],
  ] as const)('%s: %s', (_, version, affected, state) => {
    expect(isAffected(version, affected).state).toBe(state);
  });

  it('names the first fix after the version', () => {
    const affected = semver({ introduced: '0' }, { fixed: '1.5.0' }, { introduced: '2.0.0' }, { fixed: '2.2.0' });
    expect(isAffected('1.0.0', affected)).toMatchObject({ state: 'affected', fixed: '1.5.0' });
    expect(isAffected('2.1.0', affected)).toMatchObject({ state: 'affected', fixed: '2.2.0' });
  });

  it('says perhaps, and why, where the order is not known or a version cannot be read in it', () => {
    const android = { ecosystem: 'Android', ranges: [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '0' }] }], versions: [] };
    expect(isAffected('13', android)).toEqual({ state: 'perhaps', why: 'the order of versions in Android is not known' });
    expect(isAffected('main', semver({ introduced: '0' }))).toEqual({ state: 'perhaps', why: 'main cannot be read as a version of semver' });
    expect(isAffected('1.0.0', semver({ introduced: '0' }, { fixed: 'none yet' }))).toMatchObject({ state: 'perhaps' });
    expect(isAffected('1.0.0', { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }], versions: [] })).toEqual({
      state: 'perhaps',
      why: 'the record names no ecosystem',
    });
  });

  it('takes a list of versions as one of all, and reads it in another spelling where the order allows', () => {
    const listed = { ecosystem: 'PyPI', ranges: [], versions: ['1.0', '1.1'] };
    expect(isAffected('1.0', listed).state).toBe('affected');
    expect(isAffected('1.0.0', listed).state).toBe('affected');
    expect(isAffected('1.2', listed).state).toBe('not-affected');
    const unordered = { ecosystem: 'Android', ranges: [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '0' }] }], versions: ['13'] };
    expect(isAffected('13', unordered).state).toBe('affected');
    expect(isAffected('14', unordered).state).toBe('perhaps');
  });

  it('cannot tell a range of commits without their history, except of the commits that it names', () => {
    const commits = { ranges: [{ type: 'GIT' as const, events: [{ introduced: 'aaaa' }, { fixed: 'bbbb' }] }], versions: [] };
    expect(isAffected('aaaa', commits).state).toBe('affected');
    expect(isAffected('bbbb', commits).state).toBe('not-affected');
    expect(isAffected('v1.0', commits).state).toBe('perhaps');
    expect(isAffected('1.2', { ...commits, ecosystem: 'npm', versions: ['1.0'] }).state).toBe('not-affected');
  });

  it('holds every version of a package that a record names without any', () => {
    expect(isAffected('1.0', { ecosystem: 'npm', ranges: [], versions: [] }).state).toBe('affected');
  });
});
