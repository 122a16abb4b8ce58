import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Instant, type Json } from '../core/index.ts';
import { writeFileWhole } from '../map/edge/files.ts';
import { mosquittoList, natsList, nftables } from '../operations/containment/export.ts';
import { bytesOfAddress } from '../operations/event/address.ts';
import type { Outcome } from '../operations/playbook/ports.ts';
import type { Call } from '../operations/playbook/run.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { endFor, holdFor } from './development-release-hold.ts';
import { type Looked, recoveries, silences } from './operations-containment.ts';
import type { Told } from './operations-playbook-incident.ts';
import { done, failed, idOf, type Reach, wordsOf } from './operations-playbook-reach.ts';
import { signedOut } from './operations-playbook-sign-out.ts';
import { parseArguments } from './parse.ts';
import { productCa } from './product-ca.ts';
import { withFleet } from './product-device-fleet.ts';

const NAME = /^[A-Za-z0-9._:@+/*=-]{1,200}$/;
/** What may stand in the list of a broker: no sign that means something there. */
const CLIENT = /^[A-Za-z0-9._:@-]{1,128}$/;
const DEVICES: ReadonlySet<string> = new Set(['quarantine', 'release', 'rotate-credential', 'waive-rotation']);

/** Does one command of the type `assay`. `taking`: the key of the action that it takes back, and of no other. Throws `Refused` where a function refuses. */
export async function acted(call: Call, reach: Reach, taking?: string): Promise<Outcome> {
  const { verb, names, more } = wordsOf(call);
  const wrong = names.find((name) => !NAME.test(name));
  if (names.length === 0 || wrong !== undefined)
    return failed(wrong === undefined ? `${verb} names nothing` : `${wrong.slice(0, 60)} is no name that a rule can hold`);
  const write = (kind: string, text: string): string => {
    const path = join(reach.folder, `${call.key}.${kind}`);
    writeFileWhole(path, text, { overwrite: true });
    return path;
  };
  const lists = (quarantine: boolean) =>
    `${write('acl', mosquittoList(names.map(idOf), quarantine))} and ${write('nats', natsList(names.map(idOf), quarantine))}`;
  const [given] = Object.keys(call.gives);
  const answer = (is: boolean, said: string) => (given === undefined && !is ? failed(said) : done(said, given === undefined ? {} : { [given]: String(is) }));
  if (DEVICES.has(verb) && !existsSync(fleetFolder(reach.data)))
    return failed(`there is no fleet in ${reach.data}, so nothing is in force; "deny-list" writes files for a broker of your own`);
  switch (verb) {
    case 'block':
    case 'unblock': {
      if (names.some((name) => bytesOfAddress(name) === undefined)) return failed('a rule of nftables takes addresses');
      const path = write('nft', nftables(names, verb === 'block'));
      return done(`rules that ${verb} ${names.length}, to be loaded on the gateway with nft -f: ${path}`);
    }
    case 'deny-list':
    case 'allow-list':
      if (!names.every((name) => CLIENT.test(name))) return failed('the list of a broker takes names of clients');
      return done(
        `lists for Mosquitto and NATS that ${verb === 'deny-list' ? 'deny' : 'allow'} ${names.length}, to be loaded at the broker: ${lists(verb === 'deny-list')}`,
      );
    case 'quarantine':
    case 'release': {
      const told = await onDevices(reach, verb, names, call.key, taking);
      const how = verb === 'quarantine' ? 'in quarantine: their sessions have ended, and none is let in' : 'released';
      return done(`${told} ${how}; for a broker of others: ${lists(verb === 'quarantine')}`);
    }
    case 'rotate-credential':
      return done(`${await onDevices(reach, 'rotate', names, call.key, taking)} told to renew, and may do nothing else until they have`);
    case 'waive-rotation':
      return done(`${await onDevices(reach, 'waive', names, call.key, taking)} need not renew`);
    case 'revoke-certificate':
      return revoked(names, reach);
    case 'end-sessions':
      return signedOut(names, reach);
    case 'freeze-release':
    case 'take-down-key':
      return held(verb === 'take-down-key' ? 'key' : 'release', names, call, reach);
    case 'lift-freeze':
    case 'restore-key': {
      const ended = await endFor(reach.args, reach.io, {
        by: basename(reach.folder),
        what: verb === 'restore-key' ? 'key' : 'release',
        ...(taking === undefined ? {} : { order: taking }),
      });
      return done(ended === 0 ? 'nothing was held by this run' : `${ended} lifted`);
    }
    case 'pause-update':
    case 'resume-update':
    case 'roll-back-update':
      return ordered(verb, names, more, call, reach, taking);
    case 'measure-silence': {
      const minutes = Number(more[0] ?? '10');
      if (reach.seen.length === 0) return failed('no input of a sensor was named with --seen, so nothing can be measured');
      if (!(Number.isFinite(minutes) && minutes > 0)) return failed('measure-silence takes a number of minutes');
      const all = await silences(reach.io, reach.seen, names, Instant.of(reach.io.now() - minutes * 60_000), minutes * 30_000);
      await reach.tell(
        ...all.flatMap((one): Told[] =>
          one.is === 'silent'
            ? [
                {
                  type: 'contain',
                  device: one.device,
                  since: one.last,
                  heardUntil: one.until,
                  method: 'runtime',
                  text: `${one.tries} attempts that got nowhere`,
                },
              ]
            : [],
        ),
      );
      const unknown = all.filter((one) => one.is === 'cannot-be-known');
      const talking = all.filter((one) => one.is === 'talking');
      const said = `in ${minutes} minutes ${talking.length} of ${all.length} were heard, ${all.length - talking.length - unknown.length} were silent`;
      if (talking.length === 0 && unknown.length > 0)
        return failed(`${said}, and of ${unknown.length} it cannot be known: ${unknown[0]?.is === 'cannot-be-known' ? unknown[0].why : ''}`);
      return answer(talking.length === 0, said);
    }
    case 'measure-session': {
      const open = await sessions(reach, names);
      if (open === undefined) return failed('no endpoint is open in this fleet, so nobody knows of sessions');
      return answer(open === 0, `${open} of ${names.length} have a session at the endpoint`);
    }
    case 'verify-recovery': {
      const [firmware = '', since = '', hours = ''] = more;
      if (!Number.isFinite(Number(hours)) || hours === '' || Number.isNaN(Date.parse(since)) || firmware === '')
        return failed('verify-recovery takes devices, their firmware, since when, and for how many hours they have to behave');
      const all = await recoveries(reach, names, { firmware: firmware.split(','), since: Instant.parse(since), hours: Number(hours) });
      await reach.tell(...all.flatMap(toldOfRecovery));
      const open = all.filter(({ recovered }) => !recovered);
      const [first] = open;
      const why =
        first === undefined
          ? ''
          : `; ${first.device}: ${first.questions.flatMap(({ ask, answer: said, evidence }) => (said === 'yes' ? [] : [`${ask} ${said} (${evidence})`])).join(', ')}`;
      return answer(open.length === 0, `${all.length - open.length} of ${all.length} have recovered${why}`);
    }
    default:
      return failed(`Assay has no function ${verb.slice(0, 60)}`);
  }
}

/** What was shown of it; a version is no digest, so firmware is told of devices that report the 64 hex digits of theirs alone. */
function toldOfRecovery({ address, standing: { firmware, credential, normal }, wanted, questions }: Looked): readonly Told[] {
  const hex = firmware !== undefined && /^[0-9a-f]{64}$/.test(firmware) ? firmware : undefined;
  const expected = hex === undefined ? undefined : (wanted.find((one) => one === hex) ?? wanted.find((one) => /^[0-9a-f]{64}$/.test(one)));
  const well = questions.find(({ ask }) => ask === 'behaviour')?.answer;
  const shown = {
    ...(hex === undefined || expected === undefined ? {} : { firmware: { digest: `sha256:${hex}`, expected: `sha256:${expected}` } }),
    ...(credential?.fingerprint === undefined ? {} : { credential: { digest: `sha256:${credential.fingerprint}`, issuedAt: credential.since } }),
    ...(normal === undefined || well === 'no' ? {} : { behaviour: { since: normal.from, until: normal.until, heardUntil: normal.until } }),
  };
  return Object.keys(shown).length === 0 ? [] : [{ type: 'recover', device: address, ...shown }];
}

async function onDevices({ args, io }: Reach, act: string, devices: readonly string[], order: string, taking: string | undefined): Promise<string> {
  const told = await withFleet(args, io, false, (ask) =>
    ask(`device.${act}`, { devices: devices.map(idOf), order, ...(taking === undefined ? {} : { taking }) }),
  );
  const { done: did, already } = told as { readonly done: number; readonly already: number };
  return already === 0 ? String(did) : `${did} (and ${already} before)`;
}

async function held(what: 'key' | 'release', names: readonly string[], call: Call, { args, io, folder }: Reach): Promise<Outcome> {
  const by = basename(folder);
  const { begun, resting } = await holdFor(args, io, { what, names, by, order: call.key, reason: `A playbook was run for an incident: ${by}.` });
  const verb = what === 'key' ? 'taken down' : 'frozen: the gate refuses';
  const rests = resting.length === 0 ? '' : `; released and resting on it: ${resting.join(', ')}`;
  return done(`${names.join(', ')} ${begun ? verb : `${verb}, as before`}${rests}`);
}

async function ordered(
  verb: string,
  [product = '']: readonly string[],
  [from = '', to = '']: readonly string[],
  call: Call,
  { args, io }: Reach,
  taking?: string,
): Promise<Outcome> {
  const input: Json = { product, firmware: from, order: call.key, ...(to === '' ? {} : { to }), ...(taking === undefined ? {} : { taking }) };
  const told = await withFleet(args, io, false, (ask) => ask(`update.${verb.replace('-update', '')}`, input));
  return done(String((told as { readonly said: Json }).said));
}

async function sessions({ args, io }: Reach, devices: readonly string[]): Promise<number | undefined> {
  return withFleet(args, io, false, async (ask) => {
    let open = 0;
    for (const device of devices) {
      const told = (await ask('endpoint.session', { device: idOf(device) })) as { readonly served: boolean; readonly open: boolean };
      if (!told.served) return undefined;
      if (told.open) open += 1;
    }
    return open;
  });
}

async function revoked(serials: readonly string[], { io, data }: Reach): Promise<Outcome> {
  for (const serial of serials) await productCa.run(parseArguments(productCa, ['revoke', serial, '--reason', 'keyCompromise', '--data', data]), io);
  return done(`${serials.length} revoked`);
}
