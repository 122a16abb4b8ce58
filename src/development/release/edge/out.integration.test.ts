import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { stage } from './out.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-release-out-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code;
    throw error;
  }
  return undefined;
};

describe('the file of what the gate says', () => {
  it('has its name once it is so, and leaves nothing beside it', () => {
    const path = join(folder, 'a.json');
    const staged = stage(path, 'said\n');
    expect(readdirSync(folder)).not.toContain('a.json');
    expect(staged.place('raw/x')).toBeUndefined();
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['said\n', ['a.json']]);
  });

  it('is refused before anything is said where its name is taken or its folder is not there', () => {
    writeFileSync(join(folder, 'b.json'), 'mine\n');
    expect(codeOf(() => stage(join(folder, 'b.json'), 'said\n'))).toBe('ASSAY-RELEASE-013');
    expect(codeOf(() => stage(join(folder, 'nowhere', 'c.json'), 'said\n'))).toBe('ASSAY-MAP-075');
    expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe('mine\n');
  });

  it('tells where what was said is, where its name was taken meanwhile', () => {
    const path = join(folder, 'd.json');
    const staged = stage(path, 'said\n');
    writeFileSync(path, 'mine\n');
    expect(staged.place('raw/x')).toMatchObject({ code: 'ASSAY-RELEASE-013', found: 'EEXIST', remedy: 'Copy the statement from raw/x' });
    expect([readFileSync(path, 'utf8'), readdirSync(folder).some((name) => name.endsWith('.waiting'))]).toEqual(['mine\n', false]);
  });

  it('is not there where it was dropped', () => {
    stage(join(folder, 'e.json'), 'said\n').drop();
    expect(readdirSync(folder).some((name) => name.includes('e.json'))).toBe(false);
  });
});
