import { Instant, Refused } from '../core/index.ts';
import { places } from '../operations/behaviour/place.ts';
import { compiled } from '../operations/declared/compile.ts';
import { declared, type Judgement } from '../operations/declared/declared.ts';
import { mudFaults } from '../operations/declared/faults.ts';
import { MY_CONTROLLER } from '../operations/declared/table.ts';
import { addressOf, macOf } from '../operations/event/address.ts';
import { networkOf } from '../operations/event/network.ts';
import { Accounting } from '../operations/intake/accounting.ts';
import { FORMATS, type Format } from '../operations/intake/formats.ts';
import { inputsOf, merged } from '../operations/watch/edge/inputs.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { mudNamed } from './operations-mud-files.ts';
import { type Talk, type Tried, tryText } from './operations-mud-text.ts';
import { choice, needed } from './parse.ts';

const NAMED = { noun: 'operations', verb: 'mud', usage: 'try FILE INPUT… --device MAC|ADDRESS' } as const;
/** Most kinds of talk that are listed; all are counted. */
const MOST_TALKS = 10_000;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['gateway', 'urn:ietf:params:mud:gateway'],
  ['dns', 'urn:ietf:params:mud:dns'],
  ['ntp', 'urn:ietf:params:mud:ntp'],
  ['my-controller', MY_CONTROLLER],
]);

/** What one device said, asked of its file. */
export async function tryMud(args: Arguments, io: Io): Promise<Outcome> {
  const file = needed(args, 1, 'a MUD file', NAMED);
  needed(args, 2, 'a capture or a log', NAMED);
  const device = deviceOf(args);
  const own = args.texts('own');
  const [wrong] = places(own).wrong;
  if (wrong !== undefined) throw notTaken('--own', 'a network such as 203.0.113.0/24', wrong);
  const format = args.text('format') === undefined ? undefined : choice<Format>(args, 'format', FORMATS);
  const { mud, faults } = mudNamed(file, io);
  const talks = new Map<string, Talk>();
  let left = 0;
  const onVerdict = (judgement: Judgement) => {
    const talk = talkOf(judgement);
    const key = [talk.verdict, talk.outward, talk.peer, talk.on, talk.why].join('|');
    const before = talks.get(key);
    if (before !== undefined) talks.set(key, { ...before, count: before.count + 1, last: talk.last });
    else if (talks.size < MOST_TALKS) talks.set(key, talk);
    else left += 1;
  };
  const detector = declared([{ id: mud.url, device, table: compiled(mud), mudUrl: mud.url }], { own, controllers: controllersOf(args), onVerdict });
  const inputs = inputsOf(args.positionals.slice(2), io.cwd, format === undefined ? {} : { format });
  const account = new Accounting();
  let detections = 0;
  for await (const { event, input } of merged(inputs, (batch) => account.took(batch))) {
    detections += detector.observe(event, input.name).length;
    account.judged(1);
  }
  detections += detector.end().length;
  const { allowed, denied, notKnown } = detector.tally;
  const tried: Tried = {
    file,
    url: mud.url,
    device,
    allowed,
    denied,
    notKnown,
    detections,
    faults: faults.length,
    talks: [...talks.values()].toSorted(inOrder),
    left,
    account: account.known,
  };
  return {
    json: { ...tried, talks: tried.talks.map((talk) => ({ ...talk, first: Instant.format(talk.first), last: Instant.format(talk.last) })) },
    text: tryText(tried),
    code: denied > 0 || allowed + notKnown === 0 ? 1 : 0,
    ...(faults.length === 0 ? {} : { notes: [`${file} has faults, and entries may be left out: assay operations mud check ${file}`] }),
  };
}

const ORDER = ['denied', 'not known', 'allowed'];

function inOrder(a: Talk, b: Talk): number {
  return ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || b.count - a.count || a.first - b.first;
}

function talkOf({ asked, verdict, event }: Judgement): Talk {
  const transport = event.flow?.transport ?? 'other';
  const port = asked.outward ? asked.peerPort : asked.ownPort;
  return {
    verdict: verdict.is,
    outward: asked.outward,
    peer: asked.peer,
    on: transport === 'tcp' || transport === 'udp' ? `${port}/${transport}` : transport === 'other' ? `protocol ${asked.protocol}` : transport,
    count: 1,
    first: event.time,
    last: event.time,
    why: verdict.is === 'allowed' ? verdict.by : verdict.why,
  };
}

/** The device as its events name it. Throws `Refused` (ASSAY-CLI-003, ASSAY-MUD-011). */
function deviceOf(args: Arguments): string {
  const text = args.text('device');
  if (text === undefined) {
    throw new Refused(
      cliFaults.fault('003', {
        message: '"operations mud try" needs a device',
        expected: `assay operations mud ${NAMED.usage}`,
        found: 'no --device',
        remedy: 'Name the device by its hardware address, or by its address.',
      }),
    );
  }
  const found = addressOf(text) ?? macOf(text);
  if (found !== undefined) return found;
  throw notTaken('--device', 'a hardware address such as b8:06:0d:18:84:b4, or an address such as 10.42.0.174', text);
}

function controllersOf(args: Arguments): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const text of args.texts('controller')) {
    // A URI may have an equals sign in it, an address has none.
    const at = text.lastIndexOf('=');
    const [name, address] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
    if (name === '' || networkOf(address) === undefined) throw notTaken('--controller', 'a name and an address, such as gateway=10.42.0.1', text);
    const full = SHORT.get(name) ?? name;
    found.set(full, [...(found.get(full) ?? []), address]);
  }
  return found;
}

function notTaken(option: string, expected: string, found: string): Refused {
  return new Refused(
    mudFaults.fault('011', {
      message: `${option} does not take "${found.slice(0, 100)}"`,
      expected,
      found: found.slice(0, 100),
      remedy: 'Write it as in the examples of --help.',
    }),
  );
}
