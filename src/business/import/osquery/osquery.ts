import { type Digest, Instant } from '../../../core/index.ts';
import type { ImportContext } from '../../../evidence/import/index.ts';
import { momentOf } from '../../../evidence/import/moment.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { Discovery } from '../../inventory/model.ts';
import { aliasesOf, attributesOf, bookOf, keyOf } from '../discovery/book.ts';
import { counted, type Teller, tellerOf } from '../discovery/told.ts';
import { unmapped } from '../discovery/unmapped.ts';
import type { BusinessImported, BusinessImporter } from '../model.ts';
import { nameless } from '../people/table.ts';
import { placer } from '../posture/subject.ts';
import { disksOf, hardeningOf, type Judged } from './judged.ts';
import { type Machine, machinesOf } from './machine.ts';
import { type QueryRecord, readRecords } from './record.ts';
import { distinctOf, mergedOf } from './same-machine.ts';

const MEDIA_TYPE = 'application/json';
const LOOKED_AT = 256 * 1024;

/** What machines answered to osquery. The items are the lines or answers; machines are somebody's, so that their names stay in the inventory. */
export const osquery: BusinessImporter = {
  format: 'osquery',
  about: 'osquery results: logs (snapshot, differential, batched), distributed answers, reports of Fleet, rows of the shell',
  recognises: (source) => {
    const start = source.slice(0, LOOKED_AT);
    if (!/^\ufeff?\s*[[{]/.test(start)) return false;
    if (/"(?:hostIdentifier|host_identifier)"\s*:/.test(start) && /"(?:snapshot|diffResults|action)"\s*:/.test(start)) return true;
    if (/"diffResults"\s*:\s*\{/.test(start) && /"unixTime"\s*:/.test(start)) return true;
    return /"node_key"\s*:/.test(start) && /"(?:queries|data)"\s*:/.test(start);
  },
  read: (source, context, mapping) => unmapped(read(source, context), mapping),
};

function read(source: string, context: ImportContext): BusinessImported {
  refuseNul(source, context.file);
  const { records, others } = readRecords(source, context.file);
  const assumed = new Set<string>();
  const moments = momentsOf(records, context, assumed);
  const machines = mergedOf(machinesOf(records, moments));
  const teller = tellerOf(context, 'osquery', MEDIA_TYPE);
  tell(machines, context, { teller, assumed });
  return {
    format: osquery.format,
    carried: records.length,
    items: records.length + others.length,
    ...teller.end(),
    unclaimed: others.map(({ at, why }) => ({ at, why, item: {} })),
    unknownSubjects: [],
    lost: [],
    assumed: [...assumed],
    ...(machines.length === 0 ? {} : { discovered: discovered(machines, context) }),
  };
}

/** Each text is read once: a log has the same second on thousands of lines. */
function momentsOf(records: readonly QueryRecord[], context: ImportContext, assumed: Set<string>): ReadonlyMap<QueryRecord, Instant> {
  const known = new Map<string, Instant>();
  return new Map(
    records.map((record) => {
      const key = record.moment ?? '';
      const at = known.get(key) ?? nameless(() => momentOf(record.moment, 'unixTime', context, assumed));
      known.set(key, at);
      return [record, at] as const;
    }),
  );
}

const CLAIMS: readonly { readonly claim: string; readonly from: string; readonly ill: string; readonly ask: (machine: Machine) => Judged }[] = [
  { claim: 'endpoint.disk-encrypted', from: 'disk_encryption, bitlocker_info', ill: 'a disk that is not encrypted', ask: disksOf },
  {
    claim: 'endpoint.hardened',
    from: 'mdm, administrators, gatekeeper or santa',
    ill: 'no management, an administrator at work, or programs that anybody may run',
    ask: hardeningOf,
  },
];

/** A machine is called as its owner likes, which may be as one of these. */
const NO_MACHINE: ReadonlySet<string> = new Set(['role', 'supplier', 'network', 'place', 'repository', 'identity-provider', 'mail', 'wiki', 'app']);

function tell(machines: readonly Machine[], context: ImportContext, { teller, assumed }: { readonly teller: Teller; readonly assumed: Set<string> }): void {
  const place = placer(context, osquery.format);
  const parts = Map.groupBy(machines, ({ host, words }) => {
    const placed = place({ words: [host, ...words], kind: 'workstation', named: 'the machines' });
    if (!('known' in placed) || placed.loosely === true || NO_MACHINE.has(context.kinds?.get(placed.known) ?? '')) return '';
    // By whose name it was found stays out: what the command or the map says of all of them does not.
    if (placed.assumed?.startsWith('"the machines" was taken') === true) assumed.add(placed.assumed);
    return placed.known;
  });
  const nowhere = parts.get('')?.length ?? 0;
  if (nowhere > 0)
    assumed.add(`${counted(nowhere, 'machine')} of the report is no part of the map by any of its names: --subject names the part that they are`);
  for (const [subject, all] of parts) {
    if (subject === '') continue;
    const { distinct, doubtful } = distinctOf(all);
    if (doubtful > 0)
      assumed.add(
        `of ${counted(all.length, 'machine')} ${doubtful} may be others by another name: some are known by a UUID alone and some by a name alone, and as many are counted as there are at least`,
      );
    for (const { claim, from, ill, ask } of CLAIMS) {
      const judged = all.map(ask);
      if (judged.every((one) => one === undefined)) continue;
      const told = judged.flatMap((one) => (one !== undefined && 'value' in one ? [one] : []));
      const bad = told.filter(({ value }) => !value);
      const mute = judged.filter((one) => one === undefined || 'why' in one);
      const total = Math.max(context.populations?.get(subject) ?? 1, 1);
      const population =
        total > 1 || all.length > 1
          ? { population: { total: Math.max(total, 1), seen: Math.min(total, distinct, told.length), query: 'machines that answered' } }
          : {};
      const at = told.map((one) => one.at).reduce((least, each) => (each < least ? each : least), told[0]?.at ?? context.now);
      if (bad.length > 0)
        teller.say(subject, claim, false, {
          at,
          from,
          items: told.length,
          finding: { id: claim, title: `${bad.length} of ${counted(all.length, 'machine')} with ${ill}`, severity: 'high' },
          ...population,
        });
      else if (mute.length > 0) {
        const first = mute.find((one) => one !== undefined && 'why' in one);
        teller.withhold(
          subject,
          claim,
          `of ${mute.length} of ${counted(all.length, 'machine')} it is not known: ${first !== undefined && 'why' in first ? first.why : 'it was not asked'}`,
        );
      } else teller.say(subject, claim, true, { at, from, items: told.length, ...population });
    }
  }
}

function discovered(machines: readonly Machine[], context: ImportContext): Discovery {
  const book = bookOf(context.file);
  for (const machine of machines) {
    const key = keyOf('device', machine.host);
    const system = machine.answers.filter(({ sort }) => sort === 'system').flatMap(({ rows }) => rows);
    const value = (column: string) => system.map((row) => row.get(column) ?? '').find((word) => word !== '');
    const disks = disksOf(machine);
    book.thing({
      key,
      kind: 'device',
      name: worded(machine.host, 400),
      scope: 'osquery',
      ...aliasesOf(machine.words),
      ...attributesOf({
        system: value('name'),
        version: value('version'),
        platform: value('platform'),
        encrypted: disks !== undefined && 'value' in disks ? disks.value : undefined,
        lastSeen: Instant.format(machine.seen),
      }),
    });
    for (const { rows } of machine.answers.filter(({ sort }) => sort === 'ports'))
      for (const row of rows) {
        const port = row.get('port') ?? '';
        const address = row.get('address') ?? '';
        if (!/^\d{1,5}$/.test(port) || port === '0' || /^(?:127\.|::1$|fe80)/i.test(address)) continue;
        const protocol = row.get('protocol') === '17' ? 'udp' : row.get('protocol') === '6' ? 'tcp' : worded(row.get('protocol') ?? '', 10);
        const portKey = keyOf('port', `${machine.host}:${port}/${protocol}`);
        book.thing({
          key: portKey,
          kind: 'open-port',
          name: `${port}/${protocol}`,
          scope: 'osquery',
          ...attributesOf({ port: Number(port), process: row.get('name') }),
        });
        book.relation({ from: key, to: portKey, power: 'contains' });
      }
  }
  return {
    assay: 'discovery/1',
    format: osquery.format,
    source: 'osquery',
    observedAt: Instant.format(machines.map(({ seen }) => seen).reduce((most, at) => (at > most ? at : most))),
    // Machines report by themselves: one that says nothing may be switched off.
    scopes: [],
    things: book.things(),
    relations: book.relations(),
    raw: { digest: context.digest as Digest, mediaType: MEDIA_TYPE },
  };
}
