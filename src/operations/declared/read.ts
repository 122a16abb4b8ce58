import { isInstantText, parseJson } from '../../core/index.ts';
import { accessLists, namesOf } from './access-list.ts';
import { Members, objectOf, Reading, shown } from './member.ts';
import type { AccessList, MudRead } from './model.ts';

const LIMITS = { bytes: 1024 * 1024, depth: 32 } as const;
/** RFC 8520 section 3.5. */
const CACHE_HOURS = { low: 1, high: 168, usual: 48 } as const;

/**
 * Reads a MUD file (RFC 8520) whole. What it gives are the file, every fault within it, and every member that nobody knows. Who wrote the file controls every byte.
 * Throws `Refused` where there is no policy to go by: not JSON (ASSAY-JSON-…), no container or none that says whose it is (ASSAY-MUD-001, -002).
 */
export function readMud(text: string, file: string): MudRead {
  const reading = new Reading(file);
  const root = objectOf(parseJson(text, file, LIMITS));
  const members = root === undefined ? undefined : new Members(root, '', reading);
  const mud = members?.object('mud');
  if (members === undefined || mud === undefined) {
    return reading.refuse(
      reading.made('001', 'ietf-mud:mud', `${file} is not a MUD file`, 'JSON with the container ietf-mud:mud (RFC 8520)', shown(root), 'Name a MUD file.'),
    );
  }
  const version = mud.number('mud-version', 0, 255);
  if (version !== undefined && version !== 1) reading.wrong(mud.path('mud-version'), '1, the only version there is', version);
  const url = mud.text('mud-url');
  if (url === undefined || !URL.canParse(url)) {
    return reading.refuse(
      reading.made(
        '002',
        mud.path('mud-url'),
        `${file} does not say whose it is`,
        'a URL of https',
        shown(url),
        'Write the URL under which the device names the file.',
      ),
    );
  }
  if (!url.startsWith('https://')) reading.wrong(mud.path('mud-url'), 'a URL of https', url);
  const lastUpdate = mud.text('last-update', 40);
  if (lastUpdate !== undefined && !isInstantText(lastUpdate)) reading.wrong(mud.path('last-update'), 'a date and time with a zone (RFC 3339)', lastUpdate);
  const supported = mud.take('is-supported');
  if (supported !== undefined && typeof supported !== 'boolean') reading.wrong(mud.path('is-supported'), 'true or false', supported);
  for (const [name, value] of [
    ['mud-version', version],
    ['last-update', lastUpdate],
    ['is-supported', supported],
  ] as const) {
    if (value === undefined) reading.fault('002', mud.path(name), `${name} is missing`, name, 'nothing', 'Write it: the specification asks for it.');
  }
  const extensions = mud.take('extensions') ?? [];
  const named = Array.isArray(extensions) ? extensions.filter((one) => typeof one === 'string') : [];
  if (!Array.isArray(extensions) || named.length < extensions.length) reading.wrong(mud.path('extensions'), 'a list of names', extensions);
  const optional = {
    systemInfo: mud.text('systeminfo', 60),
    manufacturer: mud.text('mfg-name'),
    model: mud.text('model-name'),
    firmware: mud.text('firmware-rev'),
    software: mud.text('software-rev'),
    documentation: mud.text('documentation'),
    signature: mud.text('mud-signature'),
  };
  const hours = mud.number('cache-validity', CACHE_HOURS.low, CACHE_HOURS.high);
  const [fromNames, toNames] = [namesOf(mud.object('from-device-policy'), reading), namesOf(mud.object('to-device-policy'), reading)];
  mud.rest();
  const lists = accessLists(members.object('access-lists'), reading);
  members.rest();
  const found = (names: readonly string[], policy: string): readonly AccessList[] =>
    names.flatMap(
      (name) =>
        lists.get(name) ??
        reading.fault(
          '004',
          mud.path(policy),
          `the access list ${name} is not in the file`,
          'the name of an access list of the file',
          name,
          'Add it, or name the one that is meant.',
        ) ??
        [],
    );
  const [from, to] = [found(fromNames, 'from-device-policy'), found(toNames, 'to-device-policy')];
  for (const name of lists.keys()) {
    if (!fromNames.includes(name) && !toNames.includes(name))
      reading.fault(
        '008',
        'ietf-access-control-list:access-lists',
        `no policy names the access list ${name}`,
        'a policy that names it',
        name,
        'Name it in from-device-policy or to-device-policy, or remove it: it allows nothing.',
      );
  }
  return {
    mud: {
      version: version ?? 1,
      url,
      lastUpdate: lastUpdate ?? '',
      cacheValidity: hours ?? CACHE_HOURS.usual,
      isSupported: supported !== false,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      extensions: named,
      from,
      to,
    },
    faults: reading.faults,
    unknown: reading.unknown,
    recognised: [...reading.recognised],
  };
}
