import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { checkPlaybook } from './check.ts';

const CACAO = vectors('operations/cacao');
const read = (folder: string) => readdirSync(join(CACAO ?? '', folder)).map((name) => ({ name, text: readFileSync(join(CACAO ?? '', folder, name), 'utf8') }));
const codesOf = (text: string) => [...new Set(checkPlaybook(text, 'p.json').faults.map(({ code }) => code))];

describe.runIf(CACAO !== undefined)('playbooks of others', () => {
  it('that are examples are taken, but for the one that breaks the schema and its own dates', () => {
    const refused = read('examples').flatMap(({ name, text }) => (codesOf(text).length === 0 ? [] : [name]));
    expect(refused).toEqual(['fin-playbook.json']);
  });

  it('that are made broken are refused for what is broken in them', () => {
    expect(Object.fromEntries(read('test/playbooks').map(({ name, text }) => [name, codesOf(text)]))).toEqual({
      'changed-playbook.json': ['ASSAY-PLAYBOOK-001'],
      'infinite_playbook.json': ['ASSAY-PLAYBOOK-005'],
      'invalid_email_playbook.json': ['ASSAY-PLAYBOOK-014'],
      'invalid_playbook.json': ['ASSAY-PLAYBOOK-001'],
      'missing_step_playbook.json': ['ASSAY-PLAYBOOK-003', 'ASSAY-PLAYBOOK-004'],
      'parallels_playbook.json': [],
      'playbook.json': [],
    });
  });

  it('at every length are read or refused', () => {
    for (const { text } of [...read('examples'), ...read('test/playbooks')]) {
      for (let length = 0; length < text.length; length += 17) expect(codesOf(text.slice(0, length)).length).toBeGreaterThan(0);
    }
  });
});
