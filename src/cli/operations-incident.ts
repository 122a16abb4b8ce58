import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { actorFaults } from '../operations/incident/actor.ts';
import { checkChain } from '../operations/incident/edge/traces.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { DELIVER } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { commandOf, FACTS, isAct } from './operations-incident-acts.ts';
import { causes, radius, refuseUnknownPart } from './operations-incident-causes.ts';
import { asked, clocksOf, goingOn, incidentNamed, withDesk, ZONE } from './operations-incident-desk.ts';
import { exported, FORMATS } from './operations-incident-export.ts';
import { clocksJson, incidentJson } from './operations-incident-json.ts';
import { clockLine, showText } from './operations-incident-text.ts';
import { needed, WORKSPACE } from './parse.ts';

const NAMED = {
  noun: 'operations',
  verb: 'incident',
  usage: 'show|verify|note|assign|severity|place|causes|radius|fact|say|recover|close|reopen|review|done|erase|clocks|export ID …',
} as const;

export const operationsIncident: Command = {
  ...NAMED,
  most: 4,
  about:
    'One incident of the ledger. "show ID" tells it; with --verify INPUT the bytes that it rests on are read again. "verify ID true|benign|false|unknown" says what its alarms were. "severity ID LEVEL", "assign ID ROLE WHO", "note ID". "place ID DEVICE PART" says which part of the map a device is; "causes ID" walks the attack graph backwards from there and ranks how it may have been taken, "radius ID" forwards and shows what comes with it. "fact ID KIND" records what clocks of a law go by, "say ID FIELD" what a paper says. "recover ID DEVICE" brings what shows a device to be well, "close ID" closes what is verified and well, or what two people let pass; "reopen ID". "review ID" keeps what was learnt, with one action at a time, and "done ID ACTION" ends it. "erase ID" takes away names and words for good. "clocks ID" and "export ID" say what the law asks. Exits 1 where a chain does not hold, a clock is overdue or a draft lacks a field.',
  options: [
    { name: 'by', kind: 'text', value: 'WHO', about: 'who says so: a role of the map, or an opaque id of the register of people' },
    { name: 'approve', kind: 'text', value: 'WHO', about: 'close, fact: a second person, who agrees' },
    { name: 'reason', kind: 'text', value: 'TEXT', about: 'why; kept beside the ledger' },
    { name: 'text', kind: 'text', value: 'TEXT', about: 'note, say, review: the words' },
    { name: 'audience', kind: 'text', value: 'AUDIENCE', about: 'note: this is what an audience of the incident plan was told' },
    { name: 'none', kind: 'text', value: 'WHY', about: 'say: there is nothing to say for the field' },
    { name: 'rule', kind: 'texts', value: 'RULE', about: 'verify: only what these rules said' },
    { name: 'device', kind: 'text', value: 'DEVICE', about: 'verify: only of this device' },
    { name: 'track', kind: 'text', value: 'TRACK', about: 'fact, say, export: what the law speaks of, such as severe-incident or personal-data-breach' },
    { name: 'stage', kind: 'text', value: 'STAGE', about: 'fact, export: which paper, such as early-warning, notification or final' },
    { name: 'when', kind: 'text', value: 'MOMENT', about: 'fact: when it happened (default: now)' },
    { name: 'to', kind: 'text', value: 'WHOM', about: 'fact submitted: to whom the paper was handed in' },
    { name: 'receipt', kind: 'text', value: 'TEXT', about: 'fact submitted: what they gave for it' },
    { name: 'answer', kind: 'text', value: 'yes|no', about: 'fact judged: whether there is a high risk to persons' },
    { name: 'due', kind: 'text', value: 'MOMENT', about: 'fact requested, review: by when' },
    { name: 'firmware', kind: 'text', value: 'DIGEST', about: 'recover: what the device reports to run' },
    { name: 'expected', kind: 'text', value: 'DIGEST', about: 'recover: what it should run' },
    { name: 'credential', kind: 'text', value: 'DIGEST', about: 'recover: of its new certificate or public key' },
    { name: 'issued', kind: 'text', value: 'MOMENT', about: 'recover: when that was issued' },
    { name: 'normal-since', kind: 'text', value: 'MOMENT', about: 'recover: from when on it behaved as ever' },
    { name: 'normal-until', kind: 'text', value: 'MOMENT', about: 'recover: until when' },
    { name: 'heard-until', kind: 'text', value: 'MOMENT', about: 'recover: until when its sensor was alive (default: --normal-until)' },
    { name: 'action', kind: 'text', value: 'TEXT', about: 'review: what is to be done' },
    { name: 'owner', kind: 'text', value: 'WHO', about: 'review: who does it' },
    { name: 'control', kind: 'texts', value: 'CONTROL', about: 'review: controls of the gap analysis that it improves' },
    { name: 'verify', kind: 'text', value: 'INPUT', about: 'show: the file that was watched, to be read again' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: `export: ${FORMATS.join(', ')}` },
    { name: 'facts', kind: 'text', value: 'FILE', about: 'export csaf: the facts of the advisory that the incident cannot know, as JSON' },
    ...DELIVER,
    ZONE,
    ...WORKSPACE,
  ],
  examples: [
    'assay operations incident show incident-1 --verify conn.log',
    'assay operations incident verify incident-1 true --reason "seen on the device" --by platform-administrator',
    'assay operations incident fact incident-1 aware --track severe-incident --by platform-administrator',
    'assay operations incident causes incident-1',
    'assay operations incident export incident-1 --format cra --stage early-warning',
  ],
  run(args, io) {
    const act = needed(args, 0, 'what to do', NAMED);
    const id = needed(args, 1, 'an incident', NAMED);
    if (act === 'show') return show(args, io, id);
    if (act === 'clocks') return clocks(args, io, id);
    if (act === 'export') return withDesk(args, io, 'read', ({ incidents, map }) => Promise.resolve(exported(args, io, incidentNamed(id, incidents), map)));
    if (act === 'causes') return causes(args, io, id);
    if (act === 'radius') return radius(args, io, id);
    if (isAct(act)) return handle(args, io, act, id);
    throw new Refused(
      cliFaults.fault('005', {
        message: `"operations incident" does not "${act}"`,
        expected: NAMED.usage,
        found: act,
        remedy: `See: assay operations incident --help; facts are ${FACTS.join(', ')}`,
      }),
    );
  },
};

function show(args: Arguments, io: Io, id: string): Promise<Outcome> {
  return withDesk(args, io, 'read', async ({ incidents }) => {
    const incident = incidentNamed(id, incidents);
    const running = clocksOf(incident, args, io.now());
    const input = args.text('verify');
    const chain = input === undefined ? undefined : await checkChain(incident, resolve(io.cwd, input), input);
    return {
      json: { ...incidentJson(incident, running), ...(chain === undefined ? {} : { chain }) },
      text: showText(incident, running, chain),
      code: chain === undefined || chain.holds ? 0 : 1,
    };
  });
}

function clocks(args: Arguments, io: Io, id: string): Promise<Outcome> {
  return withDesk(args, io, 'read', ({ incidents }) => {
    const all = clocksOf(incidentNamed(id, incidents), args, io.now());
    const text =
      all.length === 0
        ? `Nobody has recorded awareness of anything that a law asks to be told of.\n  assay operations incident fact ${id} aware --track TRACK --by ROLE`
        : all.map(clockLine).join('\n');
    return Promise.resolve({ json: { incident: id, clocks: clocksJson(all) }, text, code: all.some(({ clock }) => clock.state === 'overdue') ? 1 : 0 });
  });
}

async function handle(args: Arguments, io: Io, act: Parameters<typeof commandOf>[2], id: string): Promise<Outcome> {
  if (act === 'place') await refuseUnknownPart(args, io, needed(args, 3, 'a part of the map', { ...NAMED, usage: 'place ID DEVICE PART' }));
  return withDesk(args, io, 'continue', async ({ desk, incidents, map, roles }) => {
    const before = incidentNamed(id, incidents);
    const by = asked(args, 'by');
    // What Assay itself measured stands under `assay`, and evidence rests on it: nobody may type it.
    const wrong = actorFaults('--by', by, roles);
    if (wrong.length > 0) throw new Refused(...wrong);
    const running = clocksOf(before, args, io.now()).filter(goingOn).length;
    const receipts = await desk.take(commandOf(args, io, act, { incident: id, by, running, audiences: (map.csirt?.audiences ?? []).map((one) => one.id) }));
    const incident = incidentNamed(id, desk.incidents());
    const notes = act === 'close' && running > 0 ? [`${running} of the law's clocks run on: closing ends none of them.`] : [];
    return {
      json: { incident: id, state: incident.state, entries: receipts.map(({ seq }) => seq) },
      text: `${id} is ${incident.state}; entered as ${receipts.map(({ seq }) => seq).join(', ')}.`,
      code: 0,
      ...(notes.length === 0 ? {} : { notes }),
    };
  });
}
