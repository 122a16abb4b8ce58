import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { checkPlaybook, notNow } from './check.ts';
import { AGENT, action, asking, book, id } from './playbook.fixture.ts';

const [START_STEP, A, B, END, SPARE] = [id('start', 1), id('action', 2), id('action', 3), id('end', 4), id('end', 5)];
const GOOD = {
  [START_STEP]: { type: 'start', on_completion: A },
  [A]: action('measure', { on_completion: END }),
  [END]: { type: 'end' },
};
const judged = (made: unknown) => checkPlaybook(JSON.stringify(made), 'p.json');
const codes = (made: unknown) => [...new Set(judged(made).faults.map(({ code }) => code))];
const within = (step: object) => book({ ...GOOD, [A]: { ...GOOD[A], ...step } });

describe('a playbook that is checked', () => {
  it('is let by where nothing is wrong', () => {
    expect(judged(book(GOOD))).toMatchObject({ faults: [], remarks: [], playbook: { name: 'A test' } });
  });

  it.each([
    ['no object', 3, 'ASSAY-PLAYBOOK-001'],
    ['a list of steps', { ...book(GOOD), workflow: [] }, 'ASSAY-PLAYBOOK-001'],
    ['a property of the wrong kind', { ...book(GOOD), severity: 101 }, 'ASSAY-PLAYBOOK-001'],
    ['an action without an agent', within({ agent: undefined }), 'ASSAY-PLAYBOOK-001'],
    ['a type that is not that of its id', book({ ...GOOD, [END]: { type: 'start', on_completion: A } }), 'ASSAY-PLAYBOOK-001'],
    ['a command without its command', within({ commands: [{ type: 'ssh' }] }), 'ASSAY-PLAYBOOK-001'],
    ['an end with a successor', book({ ...GOOD, [END]: { type: 'end', on_completion: A } }), 'ASSAY-PLAYBOOK-001'],
    ['a name that is no identifier', book({ ...GOOD, 'step-1': { type: 'end' } }), 'ASSAY-PLAYBOOK-002'],
    ['a step that is missing', within({ on_completion: id('end', 44) }), 'ASSAY-PLAYBOOK-003'],
    ['a step that nothing leads to', book({ ...GOOD, [SPARE]: { type: 'end' } }), 'ASSAY-PLAYBOOK-004'],
    ['a step that leads to itself', within({ on_completion: A }), 'ASSAY-PLAYBOOK-005'],
    ['a circle', book({ ...GOOD, [A]: action('x', { on_completion: B }), [B]: action('y', { on_success: END, on_failure: A }) }), 'ASSAY-PLAYBOOK-005'],
    ['a way that meets no end', within({ on_completion: undefined }), 'ASSAY-PLAYBOOK-006'],
    ['completion beside success', within({ on_success: END }), 'ASSAY-PLAYBOOK-007'],
    ['completion beside failure', within({ on_failure: END }), 'ASSAY-PLAYBOOK-007'],
    ['an agent that is not declared', within({ agent: id('individual', 7) }), 'ASSAY-PLAYBOOK-008'],
    ['a target that is not declared', within({ targets: [id('linux', 7)] }), 'ASSAY-PLAYBOOK-008'],
    [
      'a sign-in that is not declared',
      book(GOOD, { agent_definitions: { [AGENT]: { type: 'individual', name: 'x', authentication_info: id('http-basic', 1) } } }),
      'ASSAY-PLAYBOOK-008',
    ],
    ['a marking that is not declared', book(GOOD, { markings: [id('marking-tlp', 1)] }), 'ASSAY-PLAYBOOK-008'],
    ['an extension that is not declared', { ...within(asking({ approvals: 2 })), extension_definitions: {} }, 'ASSAY-PLAYBOOK-008'],
    ['a variable that is not declared, in a command', within({ commands: [{ type: 'assay', command: 'block __who__:value' }] }), 'ASSAY-PLAYBOOK-009'],
    ['one of the name of a prototype', within({ commands: [{ type: 'assay', command: 'block __valueOf__:value' }] }), 'ASSAY-PLAYBOOK-009'],
    ['one in an argument', within({ out_args: ['__who__'] }), 'ASSAY-PLAYBOOK-009'],
    ['a value that is not of its type', book(GOOD, { playbook_variables: { __a__: { type: 'ipv4-addr', value: '300.1.1.1' } } }), 'ASSAY-PLAYBOOK-010'],
    ['a constant without a value', book(GOOD, { playbook_variables: { __a__: { type: 'string', constant: true } } }), 'ASSAY-PLAYBOOK-010'],
    ['an external variable of a step', within({ step_variables: { __a__: { type: 'string', external: true } } }), 'ASSAY-PLAYBOOK-010'],
    ['a condition that cannot be read', book({ ...GOOD, ...branching("1 ==== '2'") }), 'ASSAY-PLAYBOOK-011'],
    ['a day that there is not', book(GOOD, { valid_until: '2026-02-30T00:00:00Z' }), 'ASSAY-PLAYBOOK-012'],
    ['a change before the making', book(GOOD, { modified: '2026-09-01T00:00:00Z' }), 'ASSAY-PLAYBOOK-012'],
    ['an end before the beginning', book(GOOD, { valid_from: '2026-02-02T00:00:00Z', valid_until: '2026-02-01T00:00:00Z' }), 'ASSAY-PLAYBOOK-012'],
    [
      'a constant that would be written',
      book(
        { ...GOOD, [A]: action('x', { on_completion: END, out_args: ['__a__'] }) },
        { playbook_variables: { __a__: { type: 'string', value: 'x', constant: true } } },
      ),
      'ASSAY-PLAYBOOK-013',
    ],
    [
      'an address with a command in it',
      book(GOOD, { agent_definitions: { [AGENT]: { type: 'individual', name: 'x', contact: { email: { work: 'a@b.example;`id`' } } } } }),
      'ASSAY-PLAYBOOK-014',
    ],
    [
      'too many steps',
      book({ ...GOOD, ...Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [id('end', i + 100), { type: 'end' }])) }),
      'ASSAY-PLAYBOOK-015',
    ],
    [
      'an extension of Assay that it cannot read',
      within({ step_extensions: { 'extension-definition--6d1c2b84-5f0e-4c63-9a7d-2a51f3b8e417': { approvals: 'two' } } }),
      'ASSAY-PLAYBOOK-018',
    ],
  ])('is refused for %s', (_, made, code) => {
    const { faults } = judged(made);
    expect(codes(made)).toContain(code);
    for (const fault of faults) expect(fault.remedy).not.toBe('');
  });

  it('is let by, and told how it is read, where CACAO leaves it open', () => {
    const made = book({ [A]: action('x __bare__', { on_completion: END }), [END]: { type: 'end' } }, { workflow_exception: id('end', 77) });
    const { faults, remarks } = judged(made);
    expect(faults).toEqual([]);
    expect(remarks.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'ASSAY-PLAYBOOK-003 workflow_start',
      'ASSAY-PLAYBOOK-003 workflow_exception',
      `ASSAY-PLAYBOOK-009 workflow.${A}.commands[0].command`,
    ]);
  });

  it('is not run before its time, after it, or once it is revoked', () => {
    const made = book(GOOD, { valid_from: '2026-10-01T00:00:00Z', valid_until: '2026-12-01T00:00:60Z' });
    const { playbook } = judged(made);
    if (playbook === undefined) throw new Error('the playbook of the test is refused');
    const at = (text: string) => notNow(playbook, Instant.parse(text), 'p.json').map(({ code, field }) => `${code} ${field}`);
    expect(at('2026-11-01T00:00:00Z')).toEqual([]);
    expect(at('2026-09-01T00:00:00Z')).toEqual(['ASSAY-PLAYBOOK-020 valid_from']);
    expect(at('2027-09-01T00:00:00Z')).toEqual(['ASSAY-PLAYBOOK-020 valid_until']);
    expect(notNow({ ...playbook, revoked: true }, Instant.parse('2026-11-01T00:00:00Z'), 'p.json')).toHaveLength(1);
  });

  it('throws nothing, whatever the text', () => {
    const whole = JSON.stringify(book(GOOD));
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.nat(whole.length).map((n) => whole.slice(0, n)),
      mutated(whole),
    );
    fc.assert(
      fc.property(text, (given) => {
        const { faults, playbook } = checkPlaybook(given, 'p.json');
        expect(faults.length > 0 || playbook !== undefined).toBe(true);
      }),
    );
  });
});

function branching(condition: string) {
  return {
    [START_STEP]: { type: 'start', on_completion: id('if-condition', 9) },
    [id('if-condition', 9)]: { type: 'if-condition', condition, on_true: A, on_completion: END },
    [A]: action('x', { on_completion: END }),
  };
}

/** A character put in, taken out or exchanged. */
function mutated(text: string) {
  return fc.tuple(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), fc.nat(2)).map(([at, put, off]) => text.slice(0, at) + put + text.slice(at + off));
}
