import { Refused } from '../core/index.ts';
import { ruleQuality } from '../operations/incident/quality.ts';
import { explain } from '../operations/sigma/explain.ts';
import { sigmaFaults } from '../operations/sigma/faults.ts';
import { tune } from '../operations/sigma/tune.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { withDesk } from './operations-incident-desk.ts';
import { qualityText } from './operations-incident-text.ts';
import { backtest } from './operations-rules-backtest.ts';
import { eventsIn } from './operations-rules-events.ts';
import { ruleNamed, rulesIn } from './operations-rules-files.ts';
import { testRules } from './operations-rules-test.ts';
import { checkText, explainText } from './operations-rules-text.ts';
import { needed, WORKSPACE, wholeNumber } from './parse.ts';
import { counted } from './table.ts';

const ACTS = ['check', 'test', 'explain', 'backtest', 'tune', 'quality'] as const;
const NAMING = { noun: 'operations', verb: 'rules', usage: 'check|test|backtest PATH… | explain RULE EVENTS | tune RULE | quality' } as const;

export const operationsRules: Command = {
  ...NAMING,
  most: 1000,
  about:
    'Sigma rules, correlations and filters. "check" reads them and names every fault with its place; it exits 1 where there is one. "test" runs the events in NAME.test.yml beside each rule NAME.yml, and exits 1 where one does not what its test says or has none. "explain" says of one event, line by line, why a rule matches it or does not. "backtest" runs rules over files of events, and exits 1 where what is raised is not what is expected. "tune" proposes a filter that takes out every false alarm and no true one. "quality" says of each rule what people found its alarms in incidents to be, its precision, and how long it took to say so.',
  options: [
    { name: 'rules', kind: 'texts', value: 'PATH', about: 'explain, tune: files and folders in which RULE is looked for by its id, name or title' },
    { name: 'number', kind: 'text', value: 'N', about: 'explain: which event of the file, from 1 (default: 1)' },
    { name: 'events', kind: 'texts', value: 'PATH', about: 'backtest: files and folders of events; each file begins anew' },
    {
      name: 'expect',
      kind: 'text',
      value: 'FILE',
      about: 'backtest: a list, each with "events", a file, and "rules" that it raises; with "more: true" others may be raised too',
    },
    { name: 'expect-by-name', kind: 'flag', about: 'backtest: each file of events is called by the id of the rule that it has to raise' },
    { name: 'all', kind: 'flag', about: 'backtest: list every rule that was raised, and not the first twenty' },
    { name: 'false-alarms', kind: 'texts', value: 'PATH', about: 'tune: events that the rule should not have raised' },
    { name: 'true', kind: 'texts', value: 'PATH', about: 'tune: events that it must go on raising' },
    { name: 'log-source', kind: 'texts', value: 'SOURCE', about: 'what events in plain JSON are of, such as product=linux,service=auditd' },
    { name: 'any-source', kind: 'flag', about: 'backtest: try every rule on every event, whatever its log source' },
    { name: 'placeholders', kind: 'text', value: 'FILE', about: 'values for %names% that rules expand: a map, each name with a value or a list' },
    ...DELIVER,
    ...WORKSPACE.filter(({ name }) => name !== 'at'),
  ],
  examples: [
    'assay operations rules check rules/',
    'assay operations rules test rules/',
    'assay operations rules explain rules/telnet.yml event.json',
    'assay operations rules backtest rules/ --events captures/ --expect expected.yml',
    'assay operations rules tune rules/telnet.yml --false-alarms false.json --true true.json --out filter.yml',
  ],
  async run(args, io) {
    const act = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMING);
    switch (ACTS.find((one) => one === act)) {
      case 'check':
        return check(args, io);
      case 'test':
        return testRules(args, io);
      case 'explain':
        return explained(args, io);
      case 'backtest':
        return backtest(args, io);
      case 'tune':
        return tuned(args, io);
      case 'quality':
        return withDesk(args, io, 'read', ({ incidents }) => {
          const rules = ruleQuality(incidents);
          return Promise.resolve({ json: { rules }, text: qualityText(rules), code: 0 as const });
        });
      case undefined:
        throw new Refused(
          cliFaults.fault('005', {
            message: `"operations rules" does not "${act}"`,
            expected: ACTS.join(', '),
            found: act,
            remedy: 'See: assay operations rules --help',
          }),
        );
    }
  },
};

function check(args: Arguments, io: Io): Outcome {
  needed(args, 1, 'rules', { ...NAMING, usage: 'check PATH…' });
  const set = rulesIn(args.positionals.slice(1), args, io);
  const json = {
    files: set.files,
    rules: set.rules.length,
    correlations: set.correlations.length,
    filters: set.filters.length,
    faults: set.faults,
    notes: set.notes,
  };
  return { json, text: checkText(set), code: set.faults.length + set.notes.length === 0 ? 0 : 1 };
}

function explained(args: Arguments, io: Io): Outcome {
  const rule = ruleNamed(needed(args, 1, 'a rule', { ...NAMING, usage: 'explain RULE EVENTS' }), args, io);
  const file = needed(args, 2, 'a file of events', { ...NAMING, usage: 'explain RULE EVENTS' });
  const number = wholeNumber(args, 'number', { least: 1, most: 1_000_000, otherwise: 1 });
  const events = [...eventsIn([file], args, io)].flatMap((one) => one.events);
  const event = events[number - 1];
  if (event === undefined) {
    throw new Refused(
      sigmaFaults.fault('016', {
        message: `${file} has no event ${number}`,
        file,
        expected: `1 to ${events.length}`,
        found: String(number),
        remedy: 'Give --number another.',
      }),
    );
  }
  const told = explain(rule, event);
  return { json: { rule: rule.key, title: rule.title, ...told }, text: explainText(rule, told), code: told.matches ? 0 : 1 };
}

function tuned(args: Arguments, io: Io): Outcome {
  const rule = ruleNamed(needed(args, 1, 'a rule', { ...NAMING, usage: 'tune RULE --false-alarms FILE' }), args, io);
  const eventsOf = (name: string) => [...eventsIn(args.texts(name), args, io)].flatMap((one) => one.events);
  const { filter, fields, removed, kept } = tune(rule, eventsOf('false-alarms'), eventsOf('true'));
  const { text, notes, file } = deliver(args, filter, 'The filter');
  const said = `It takes out ${counted(removed, 'false alarm')} and leaves ${counted(kept, 'true one')}, by ${[...fields.keys()].join(' and ')}.`;
  return {
    json: { rule: rule.key, removed, kept, fields: Object.fromEntries(fields), filter, file: file ?? null },
    text,
    code: 0,
    notes: [...(notes ?? []), said],
  };
}
