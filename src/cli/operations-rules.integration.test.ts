import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { assayIn } from './assay.fixture.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/operations-rules', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assay-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inExample = assayIn(EXAMPLE);
const inFolder = assayIn(folder);
const rules = (...words: readonly string[]) => inExample('operations', 'rules', ...words);
const FIREWALL = ['--log-source', 'category=firewall'];

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('operations rules', () => {
  it('checks rules, and names each fault with its place', async () => {
    expect(await rules('check', 'rules')).toMatchObject({ code: 0, out: expect.stringContaining('1 rule, 1 correlation') });
    const broken = write('broken.yml', readFileSync(join(EXAMPLE, 'rules/telnet.yml'), 'utf8').replace('condition: selection', 'condition: selektion'));
    const { code, out } = await rules('check', broken);
    expect(code).toBe(1);
    expect(out).toContain(`${broken}:18:16: ASSAY-SIGMA-006`);
    const { out: json } = await rules('check', broken, '--json');
    expect(JSON.parse(json)).toMatchObject({ rules: 0, faults: [{ code: 'ASSAY-SIGMA-006', line: 18 }, { code: 'ASSAY-SIGMA-012' }] });
  });

  it('explains one event', async () => {
    const first = await rules('explain', 'telnet_login', 'events.jsonl', '--rules', 'rules', ...FIREWALL);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('the event has 192.168.1.20') });
    const other = await rules('explain', 'rules/telnet.yml', 'events.jsonl', '--number', '2', '--log-source', 'product=linux', '--json');
    expect(other.code).toBe(1);
    expect(JSON.parse(other.out)).toMatchObject({ matches: false, concerns: false, conditionHolds: true });
  });

  it('runs rules over events and holds them against what is expected', async () => {
    const good = await rules('backtest', 'rules', '--events', 'events.jsonl', '--expect', 'expected.yml', ...FIREWALL);
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('1 expectation, 0 differences.') });
    const wrong = write('wrong.yml', '- events: events.jsonl\n  rules: [telnet_login]\n- events: none.jsonl\n  rules: []\n');
    const bad = await rules('backtest', 'rules', '--events', 'events.jsonl', '--expect', wrong, '--json', ...FIREWALL);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out).differences.map(({ what }: { what: string }) => what)).toEqual([
      'not raised',
      'raised and not expected',
      'no such file of events',
    ]);
    const lost = await rules('backtest', 'rules', '--events', 'events.jsonl', '--expect-by-name', ...FIREWALL);
    expect(lost).toMatchObject({ code: 0, out: expect.stringContaining('1 file named after a rule that is not loaded.') });
  });

  it('proposes a filter that the rule then has', async () => {
    const filter = join(folder, 'filter.yml');
    const tuned = await rules(
      'tune',
      'telnet_login',
      '--rules',
      'rules',
      '--false-alarms',
      'false.jsonl',
      '--true',
      'events.jsonl',
      '--out',
      filter,
      ...FIREWALL,
    );
    expect(tuned).toMatchObject({ code: 0, err: expect.stringContaining('It takes out 2 false alarms and leaves 3 true ones, by src_ip.') });
    const left = await rules('backtest', 'rules', filter, '--events', 'false.jsonl', '--any-source', '--json', ...FIREWALL);
    expect(JSON.parse(left.out).files[0].raised).toEqual({});
    const open = write('open.yml', "title: t\nlogsource: {}\ndetection:\n  s:\n    dst_ip|expand: '%Labs%'\n  condition: s\n");
    expect(await inFolder('operations', 'rules', 'check', open, '--placeholders', write('values.yml', 'Labs: [203.0.113.1]\n'))).toMatchObject({ code: 0 });
  });

  it.each([
    ['ASSAY-SIGMA-016', ['explain', 'telnet_login', 'expected.yml', '--rules', 'rules']],
    ['ASSAY-SIGMA-016', ['explain', 'telnet_login', 'events.jsonl', '--rules', 'rules', '--number', '9', ...FIREWALL]],
    ['ASSAY-SIGMA-016', ['explain', 'telnet_login', 'events.jsonl', '--rules', 'rules', '--log-source', 'firewall']],
    ['ASSAY-SIGMA-017', ['explain', 'nothing', 'events.jsonl', '--rules', 'rules']],
    ['ASSAY-SIGMA-018', ['backtest', 'rules', '--events', 'events.jsonl', '--expect', 'rules/telnet.yml', ...FIREWALL]],
    ['ASSAY-SIGMA-019', ['tune', 'telnet_login', '--rules', 'rules', ...FIREWALL]],
    ['ASSAY-CLI-003', ['backtest', 'rules']],
    ['ASSAY-CLI-005', ['mend', 'rules']],
    ['ASSAY-MAP-070', ['check', 'nowhere.yml']],
  ])('%s', async (fault, words) => {
    const { code, err } = await rules(...words);
    expect(code).toBe(2);
    expect(err).toContain(fault);
  });
});
