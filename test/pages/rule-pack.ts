import { readFileSync } from 'node:fs';
import type { Correlation, Rule } from '../../src/operations/sigma/model.ts';
import { rulePack } from '../operations/rule-pack.ts';

type Found = Readonly<Record<string, { readonly raised: readonly string[]; readonly counted: readonly string[] }>>;

const CAPTURES = new URL('../operations/rule-pack-captures.json', import.meta.url);
const INTRODUCTION = `# The rule pack

Assay brings rules of Sigma for what devices, their brokers and their networks show. \`assay operations watch\` and \`replay\` use them; \`--no-pack\` leaves them out, \`--rules PATH\` adds others. They lie in the folder \`rules\`, by what they read, and are rules like any other: \`assay operations rules explain\`, \`backtest\` and
\`tune\` take them.

Each rule has its tests beside it, \`NAME.test.yml\` beside \`NAME.yml\`: events that raise it, and events that only just do not.

\`\`\`
$ assay operations rules test rules
`;

/** The whole text of docs/operations-rule-pack.md. */
export function rulePackPage(tested: string): string {
  const { set, nameOf } = rulePack();
  const found = JSON.parse(readFileSync(CAPTURES, 'utf8')) as Found;
  const on = (rule: string) => Object.keys(found).filter((capture) => found[capture]?.raised.includes(rule) || found[capture]?.counted.includes(rule));
  const all: readonly (Rule | Correlation)[] = [...set.rules, ...set.correlations];
  const names = all.map(({ key }) => nameOf(key)).sort();
  const real = names.filter((name) => on(name).length > 0).length;
  const group = (name: string) => name.split('/')[0] ?? '';
  const rows = (of: string) =>
    all
      .filter(({ key }) => group(nameOf(key)) === of)
      .sort((a, b) => (nameOf(a.key) < nameOf(b.key) ? -1 : 1))
      .map((rule) => {
        const captures = on(nameOf(rule.key)).length;
        const exercised = captures === 0 ? 'made events' : `${captures} capture${captures === 1 ? '' : 's'}`;
        return `| \`${nameOf(rule.key).slice(of.length + 1)}\` | ${rule.title} | ${rule.level} | ${rule.techniques.join(', ')} | ${sourceOf(rule)} | ${exercised} | \`${rule.id}\` |`;
      });
  return [
    INTRODUCTION.trimEnd(),
    tested,
    '```',
    '',
    'A test names the format of its events (`zeek-json`, `eve`, `assay`, `ocsf` or lines of `syslog`), so that they are read as real ones are. An event can be repeated: `{n}` is its number, `{time}` its moment.',
    '',
    '```yaml',
    readFileSync(new URL('../../rules/login/sprays_users.test.yml', import.meta.url), 'utf8').trimEnd(),
    '```',
    '',
    '## What holds them',
    '',
    `${set.rules.length} rules and ${set.correlations.length} correlations. On the captures that are held against them (labelled infections, attacks, tests of sensors, and ordinary life of devices) ${real} of them match real traffic; the other ${all.length - real} have been seen to work on made events only, and stand as \`made events\` below. On ordinary life, a week of a camera and of a hub among it, none that is \`high\` or \`critical\` is raised, and no incident opens. What is \`informational\` is counted by a correlation and silent by itself.`,
    '',
    'All are `experimental`: nobody has run them on a fleet for long. Levels follow how [incidents](operations-watch.md) are made: `high` is one by itself, so only what ordinary devices never do is `high`.',
    '',
    'Not in the pack: what rests on what your devices are meant to do. A write by a new master, a firmware from a host that nobody declared and the like are judged by MUD files ([operations-mud.md](operations-mud.md)) and by behaviour.',
    '',
    'Two limits. No part of Assay writes single decisions (`access.decided`) yet, so the rules of log source `assay access` see something only where your own endpoint writes such records ([operations-intake.md](operations-intake.md)). And the watch of the server ([operations-live.md](operations-live.md)) takes the rules in its own folder, not the pack.',
    ...[...new Set(names.map(group))].flatMap((of) => [
      '',
      `## ${of}`,
      '',
      '| rule | what it finds | level | ATT&CK | log source | exercised by | id |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...rows(of),
    ]),
    '',
  ].join('\n');
}

function sourceOf(rule: Rule | Correlation): string {
  return rule.kind === 'correlation' ? `correlation (${rule.type})` : Object.values(rule.logSource).join(' ');
}
