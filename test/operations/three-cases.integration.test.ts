import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { dirname, join, resolve } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/index.ts';
import { run } from '../../src/cli/run.ts';
import { Instant } from '../../src/core/index.ts';
import { type Carried, once, type World, world } from '../../src/product/endpoint/edge/endpoint.fixture.ts';
import type { Control } from '../../src/product/fleet/edge/control.ts';

// The three cases that must not recur, from the first packet to the closed incident: devices of a fleet with real sessions at a real broker, a sensor that writes what became of each try to talk, and the commands
// that people type. Days go by on the clock of the fleet.

const [MINUTE, HOUR] = [60_000, 3_600_000];
const OLD = createHash('sha256').update('firmware with a hole').digest('hex');
const GOOD = createHash('sha256').update('firmware without one').digest('hex');
const MAP = `assay: service/1
service: { id: home, name: Home }
parts:
  - { id: thing, kind: device, name: A device at home }
  - { id: lead, kind: role, name: Incident lead }
`;

interface Thing {
  readonly id: string;
  readonly address: string;
  carried: Carried;
  client?: MqttClient;
  /** Put on it, and not said yet. */
  image?: string;
}

let here: World;
let control: Control;
let ahead: number;
let folder: string;
let log: string;
let things: Thing[];
const now = () => Instant.of(Date.now() + ahead);
const pass = (ms: number) => {
  ahead += ms;
  here.pass(ms);
};

beforeEach(async () => {
  ahead = -30 * HOUR;
  here = await world({}, [], ahead);
  control = await here.serve();
  folder = dirname(here.caFile);
  log = join(folder, 'conn.log');
  writeFileSync(log, '');
  writeFileSync(join(folder, 'service.yaml'), MAP);
  things = [];
});
afterEach(async () => {
  await control.close();
  await here.close();
  expect(here.broken).toEqual([]);
});

async function assay(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const io = { cwd: folder, env: { USER: 'ada' }, now, interactive: false, out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const code = await run(['operations', ...argv, '--data', here.dir, '--service', join(folder, 'service.yaml')], COMMANDS, io);
  return { code, out, err };
}

const TO_BROKER = {
  name: 'broker',
  matches: { ipv4: { protocol: 6, 'destination-ipv4-network': '192.0.2.10/32' }, tcp: { 'destination-port': { operator: 'eq', port: 8883 } } },
};
const KETTLE = {
  'ietf-mud:mud': {
    'mud-version': 1,
    'mud-url': 'https://kettle.example/mud/kettle.json',
    'last-update': '2026-09-01T08:00:00Z',
    'is-supported': true,
    systeminfo: 'A kettle',
    'from-device-policy': { 'access-lists': { 'access-list': [{ name: 'from' }] } },
  },
  'ietf-access-control-list:access-lists': {
    acl: [{ name: 'from', type: 'ipv4-acl-type', aces: { ace: [{ ...TO_BROKER, actions: { forwarding: 'accept' } }] } }],
  },
};

let flows = 0;
function heard(at: number, src: string, dst: string, port: number, state: 'SF' | 'S0' | 'REJ'): void {
  flows += 1;
  const got = state === 'SF';
  const line = {
    ts: at / 1000,
    uid: `C${flows}`,
    'id.orig_h': src,
    'id.orig_p': 20_000 + (flows % 40_000),
    'id.resp_h': dst,
    'id.resp_p': port,
    proto: 'tcp',
    duration: 0.4,
  };
  const more = { orig_bytes: got ? 420 : 0, resp_bytes: got ? 380 : 0, conn_state: state, orig_pkts: got ? 6 : 1, resp_pkts: got ? 5 : 0 };
  appendFileSync(log, `${JSON.stringify({ ...line, ...more })}\n`);
}

async function connects(thing: Thing, renews = false): Promise<boolean> {
  if (thing.client?.connected === true) return true;
  const client = here.client(thing.carried);
  const isIn = await Promise.race([once(client, 'connect').then(() => true), once(client, 'close').then(() => false)]);
  if (isIn) thing.client = client;
  else {
    client.end(true);
    // The key that it had is in other hands: it may renew, and nothing else.
    if (thing.image === GOOD && renews) thing.carried = await here.certify(thing.id, 40 * 24 * HOUR);
  }
  if (isIn && thing.image !== undefined) {
    expect(await reports(thing, thing.image)).toBe(200);
    delete thing.image;
  }
  return isIn;
}

/** Time goes by: each device talks to the broker, or tries to, and the sensor writes down which. */
async function live(ms: number, every: number): Promise<void> {
  const until = now() + ms;
  for (let turn = 0; now() < until; turn += 1) {
    pass(Math.min(every, until - now() + 1));
    for (const [i, thing] of things.entries())
      heard(now() - i * 700 - ((turn * 7919) % 23_000), thing.address, '192.0.2.10', 8883, (await connects(thing, true)) ? 'SF' : 'REJ');
    heard(now() - ((turn * 104_729) % 29_000), '10.0.0.9', '192.0.2.10', 8883, 'SF');
  }
}

/** `POST /self/firmware` over TLS, with its certificate. */
function reports({ carried }: Thing, firmware: string): Promise<number> {
  return new Promise((done, fail) => {
    const { key, cert } = carried;
    const asked = request(
      {
        host: 'localhost',
        port: here.endpoint.httpsPort,
        path: '/self/firmware',
        method: 'POST',
        key,
        cert,
        ca: here.ca,
        agent: false,
        headers: { 'Content-Type': 'application/json' },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => done(answer.statusCode ?? 0));
      },
    );
    asked.once('error', fail);
    asked.end(JSON.stringify({ firmware }));
  });
}

async function begin(...ids: readonly string[]): Promise<void> {
  for (const [i, id] of ids.entries()) things.push({ id, address: `10.0.0.${5 + i}`, image: OLD, carried: await here.device(id, { forMs: 40 * 24 * HOUR }) });
  await live(2 * HOUR, 10 * MINUTE);
}

interface Standing {
  readonly run: string;
  readonly outcome: string;
  readonly waits: readonly { readonly place: string; readonly for: string }[];
}

/** Runs the playbook as people do: two agree, work of people is done and said to be, and what is waited for is waited for. */
async function contained(
  playbook: string,
  worked: (text: string) => Promise<void>,
): Promise<{ readonly standing: Standing; readonly asked: readonly string[] }> {
  const since = Instant.format(now());
  const names = things.map(({ id, address }) => `${id}=${address}`).join(',');
  const values = [`__devices__=${things.map(({ address }) => address).join(',')}`, `__clients__=${names}`, `__firmware__=${GOOD}`, `__since__=${since}`];
  const more = ['--incident', 'incident-1', '--seen', log, '--devices', '1000', '--patience', '0', '--json'];
  const asked: string[] = [];
  const go = async (named: string, ...given: readonly string[]) => JSON.parse((await assay('playbook', 'run', named, ...given, ...more)).out) as Standing;
  let standing = await go(resolve('playbooks', `${playbook}.cacao.json`), ...values.flatMap((value) => ['--set', value]));
  for (let turn = 0; standing.outcome === 'waiting' && turn < 60; turn += 1) {
    for (const { place, for: what } of standing.waits) {
      asked.push(what);
      const [, moment] = /^until (.+)$/.exec(what) ?? [];
      if (moment !== undefined) {
        const left = Math.max(1, Instant.parse(moment) - now());
        await live(left, left > HOUR ? 20 * MINUTE : MINUTE);
      } else if (what.startsWith('a person')) {
        await worked(what);
        expect((await assay('playbook', 'approve', standing.run, place, '--by', 'ada', '--done')).code).toBe(0);
      } else
        for (const by of ['ada', 'bob'].slice(0, Number.parseInt(what, 10)))
          expect((await assay('playbook', 'approve', standing.run, place, '--by', by)).code).toBe(0);
    }
    standing = await go(standing.run);
  }
  return { standing, asked };
}

/** From the alarm on, which `found` says that it is, to the incident that is closed and the evidence that it leaves. */
async function wholeChain(playbook: string, found: string, ...watched: readonly string[]): Promise<void> {
  const seen = await assay('watch', '--input', log, ...watched, '--record');
  expect([seen.code, seen.out], seen.err).toEqual([1, expect.stringContaining(found)]);
  const before = things.map(({ carried }) => carried.serial);
  const { standing, asked } = await contained(playbook, async (what) => {
    if (!/firmware/i.test(what)) return;
    // A person sees to the device itself: it gets a new image, and is let in nowhere yet.
    for (const thing of things) {
      expect(here.endpoint.hasSession(thing.carried.device)).toBe(false);
      expect(await connects(thing)).toBe(false);
      // Nor is it believed what it says of itself.
      expect(await reports(thing, GOOD)).not.toBe(200);
      pass(5 * MINUTE);
      thing.image = GOOD;
    }
  });
  expect(standing, JSON.stringify(standing, null, 1)).toMatchObject({ outcome: 'done' });
  expect(asked.filter((what) => what.startsWith('2 more to agree')).length).toBeGreaterThan(1);
  expect(things.map(({ carried }) => carried.serial)).not.toEqual(before);
  const open = await assay('incident', 'close', 'incident-1', '--reason', 'over', '--by', 'lead');
  expect([open.code, open.err]).toEqual([2, expect.stringContaining('nobody has verified')]);
  expect((await assay('incident', 'verify', 'incident-1', 'true', '--reason', 'found on the device', '--by', 'lead')).code).toBe(0);
  const early = await assay('drill', 'handled', 'incident-1', '--part', 'thing');
  expect([early.code, early.err]).toEqual([2, expect.stringContaining('ASSAY-DRILL-004')]);
  const closed = await assay('incident', 'close', 'incident-1', '--reason', 'well again, as measured', '--by', 'lead');
  expect([closed.code, closed.err]).toEqual([0, '']);
  const drawn = await assay('drill', 'handled', 'incident-1', '--part', 'thing', '--json');
  expect([drawn.code, drawn.err], drawn.out).toEqual([0, expect.not.stringContaining('ASSAY-')]);
  const { evidence } = JSON.parse(drawn.out) as { readonly evidence: readonly { readonly claim: string; readonly value: unknown; readonly method: string }[] };
  const of = (claim: string) => evidence.filter((one) => one.claim === claim).map(({ value }) => value);
  expect([of('fleet.quarantine-drilled'), of('recovery.verified')]).toEqual([[true], [true]]);
  expect([of('csirt.containment-latency'), of('recovery.duration')].map((all) => all.length)).toEqual([things.length, things.length]);
  expect(new Set(evidence.map(({ method }) => method))).toEqual(new Set(['runtime']));
  expect((await assay('drill', 'handled', 'incident-1', '--part', 'thing')).err).toContain('ASSAY-DRILL-005');
}

describe('the three cases', { timeout: 120_000 }, () => {
  it('cameras enslaved for a flood: seen, cut off, brought back', async () => {
    await begin('cam-1', 'cam-2');
    for (let i = 0; i < 60; i += 1) for (const { address } of things) heard(now() + i * 1000, address, `198.51.100.${i + 1}`, 23, 'S0');
    pass(2 * MINUTE);
    await wholeChain('cameras-enslaved', 'Scan of many machines on one port');
  });

  it('a built-in account of a monitor: seen, cut off, brought back', async () => {
    await begin('monitor-1');
    // Somebody who knows the account, after some who guess: by the records of a sensor that reads SSH.
    for (let i = 0; i < 14; i += 1) {
      const ends = { 'id.orig_h': '203.0.113.66', 'id.orig_p': 50_000 + i, 'id.resp_h': '10.0.0.5', 'id.resp_p': 22 };
      appendFileSync(
        log,
        `${JSON.stringify({ _path: 'ssh', ts: (now() + i * 2000) / 1000, uid: `S${i}`, ...ends, version: 2, auth_success: i === 13, auth_attempts: 1 })}\n`,
      );
    }
    pass(2 * MINUTE);
    // Rules of the pack that count by who calls name the caller as a device of the incident, and a stranger cannot recover.
    await wholeChain('monitor-backdoor', 'A log-in succeeded after many that failed', '--no-pack');
  });

  it('a kettle that gives up the key of the home: seen, cut off, brought back', async () => {
    await begin('kettle-1');
    const mud = join(folder, 'kettle.mud.json');
    writeFileSync(mud, JSON.stringify(KETTLE));
    // The key goes out to a stranger: one flow, which its maker never declared.
    heard(now(), '10.0.0.5', '203.0.113.99', 8080, 'SF');
    pass(2 * MINUTE);
    await wholeChain('kettle-wifi-key', 'Speaks to somebody whom its policy does not declare', '--policy', `${mud}=10.0.0.5`);
  });
});
