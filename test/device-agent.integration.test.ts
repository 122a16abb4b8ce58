import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agent, type AgentOptions, type Told } from '../examples/device-agent/agent.ts';
import { Clock } from '../examples/device-agent/clock.ts';
import { registered as printedDigits } from '../examples/device-agent/digits.ts';
import type { Proof } from '../examples/device-agent/est.ts';
import { memoryStore, type Store } from '../examples/device-agent/store.ts';
import { exchange, type Shown } from '../examples/device-agent/wire.ts';
import { COMMANDS } from '../src/cli/index.ts';
import { run } from '../src/cli/run.ts';
import { Instant, type Json } from '../src/core/index.ts';
import { type FleetDoor, fleetAt } from '../src/product/fleet/edge/door.ts';
import { fleetRooms } from '../src/product/fleet/edge/whole.ts';
import type { DeviceId, HouseholdId } from '../src/product/fleet/model.ts';
import { partiesOf, scalarsOf, secretOf } from '../src/product/introduction/edge/spake2-code.ts';
import { payloadText, secretDigest, transcriptOf } from '../src/product/introduction/payload.ts';
import { proverFinish, proverShare, secretScalar, verifierElement, verifierFinish } from '../src/product/introduction/spake2.ts';

// The reference device agent against `assay product serve`, each in a process of its own but for the agents: they are what is tried.

const AGENT = new URL('../examples/device-agent/', import.meta.url).pathname;
const ENV = { ROOT: 'the root lies in a drawer', ISSUING: 'the issuing one signs daily' };
const now = () => Instant.of(Date.now());

let folder: string;
let serving: ChildProcess;
let urls: { readonly est: string; readonly https: string; readonly mqtt: string };
let door: FleetDoor;
const ask = async (command: string, input: Json) => (await door.ask(command, input)) as { readonly [key: string]: Json };

async function assay(...argv: string[]): Promise<string> {
  const said = { out: '', err: '' };
  const io = {
    cwd: folder,
    env: ENV,
    now,
    interactive: false,
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  await run(['product', ...argv], COMMANDS, io);
  return `${said.out}${said.err}`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-agent-'));
  await assay('ca', 'init', '--organisation', 'Example Cameras', '--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING');
  const profiles = join(folder, 'profiles.yaml');
  writeFileSync(profiles, 'assay: profiles/1\nprofiles:\n  - { name: watched, days: 30, usages: [client], keys: [p-256], approval: true }\n');
  await assay('ca', 'profiles', profiles);
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const ports = ['est', 'mqtt', 'https', 'http'].flatMap((name) => [`--${name}-port`, '0']);
  serving = spawn(process.execPath, [main, 'product', 'serve', '--passphrase', 'env:ISSUING', ...ports, '--json'], {
    cwd: folder,
    env: { ...process.env, ...ENV },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  urls = JSON.parse(
    await new Promise<string>((resolve, reject) => {
      serving.stdout?.once('data', (part) => resolve(String(part)));
      serving.once('exit', () => reject(new TypeError('it ended')));
    }),
  ) as typeof urls;
  door = await fleetAt({ dir: join(folder, '.assay'), now, rooms: fleetRooms() });
});
afterAll(async () => {
  await door?.close();
  if (serving?.exitCode === null) {
    const ended = new Promise((done) => serving.once('exit', done));
    serving.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const root = () => new X509Certificate(readFileSync(join(folder, '.assay/product/ca/root-1.pem')));

/** A certificate that a manufacturer put into a device (IDevID), with its key. */
async function makerOf(device: string): Promise<Shown & { readonly fingerprint: string }> {
  const [key, cert] = [join(folder, `${device}.key`), join(folder, `${device}.pem`)];
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '3650',
    '-subj',
    `/serialNumber=${device}`,
  ];
  await promisify(execFile)('openssl', ['req', '-x509', ...made]);
  const pem = readFileSync(cert, 'utf8');
  return { key: readFileSync(key, 'utf8'), cert: pem, fingerprint: new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase() };
}

interface Tried {
  readonly agent: Agent;
  readonly store: Store;
  readonly ran: Promise<void>;
  readonly told: Told[];
  /** The next that is told of this type, from here on. */
  until<T extends Told['type']>(type: T): Promise<Extract<Told, { type: T }>>;
}

function start(device: string, proof: Proof | undefined, more: Partial<AgentOptions> = {}): Tried {
  const told: Told[] = [];
  const waiting = new Set<(one: Told) => void>();
  const store = more.store ?? memoryStore();
  const agent = new Agent({
    device,
    kind: 'camera',
    service: { est: new URL(urls.est), https: new URL(urls.https), mqtt: new URL(urls.mqtt), roots: [root()] },
    store,
    ...(proof === undefined ? {} : { proof }),
    telemetryMs: 100,
    chance: () => 0,
    tell(one) {
      told.push(one);
      for (const each of [...waiting]) each(one);
    },
    ...more,
  });
  return {
    agent,
    store,
    told,
    ran: agent.run(),
    until: (type) =>
      new Promise((resolve) => {
        const heard = (one: Told) => {
          if (one.type !== type) return;
          waiting.delete(heard);
          // Its type was looked at just now.
          resolve(one as never);
        };
        waiting.add(heard);
      }),
  };
}

async function registered(device: string): Promise<Proof> {
  await ask('device.register', { devices: [{ device, product: 'camera' }] });
  return { token: String((await ask('est.token', { device }))['token']) };
}

const founded = async () => {
  const { household: home, member } = await ask('household.found', {});
  return { household: String(home), member: String(member) };
};
const household = async () => (await founded()).household;

async function introduced(device: string): Promise<Tried & { readonly household: string; readonly member: string }> {
  const tried = start(device, await registered(device));
  const { text } = await tried.until('code');
  const { household: home, member } = await founded();
  await ask('introduction.scan', { household: home, payload: text, address: '192.0.2.1' });
  const session = tried.until('session');
  tried.agent.press();
  await session;
  return { ...tried, household: home, member };
}

describe('the reference device agent', () => {
  it('imports nothing of src, and no package but its client of MQTT and the arithmetic of P-256', () => {
    const files = readdirSync(AGENT).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const text = readFileSync(join(AGENT, name), 'utf8');
      const imports = [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, from]) => from ?? '');
      expect(imports.filter((from) => !/^(?:\.\/[a-z]+\.ts|node:[a-z_/]+|mqtt|@noble\/curves\/nist\.js)$/.test(from))).toEqual([]);
    }
  });

  it('enrols without a clock, shows its code, is introduced by a press of its button, speaks and obeys', async () => {
    const tried = await introduced('cam-1');
    const time = tried.told.find(({ type }) => type === 'time');
    expect(Math.abs(Date.parse(time?.type === 'time' ? time.now : '') - Date.now())).toBeLessThan(10_000);
    expect(tried.told.map(({ type }) => type).slice(0, 5)).toEqual(['enrolled', 'time', 'code', 'owned', 'session']);
    await tried.until('said');
    // The app of its household, over MQTT.
    const { pass } = await ask('endpoint.pass', { of: { member: tried.member } });
    const app = await connectAsync(urls.mqtt, { username: 'pass', password: String(pass), ca: root().toString(), protocolVersion: 5, reconnectPeriod: 0 });
    const heard = new Promise((resolve) => app.on('message', (topic, payload) => resolve([topic, payload.toString()])));
    await app.subscribeAsync('d/cam-1/status', { qos: 1 });
    const done = tried.until('done');
    await app.publishAsync('d/cam-1/command/record', '', { qos: 1 });
    expect(await done).toEqual({ type: 'done', verb: 'record', known: true });
    expect(await heard).toEqual(['d/cam-1/status', '{"recording":true}']);
    const strange = tried.until('done');
    await app.publishAsync('d/cam-1/command/explode', '', { qos: 1 });
    expect(await strange).toEqual({ type: 'done', verb: 'explode', known: false });
    await app.endAsync();
    const shown = await ask('device.show', { device: 'cam-1' });
    expect(shown['device']).toMatchObject({ life: 'in-service', household: tried.household });
    await tried.agent.stop();
    await tried.ran;
  });

  /** The household's app, where somebody typed digits. Gives what a scanned code would have said; `undefined` where the digits were not right. */
  async function typed(device: string, home: string, code: string): Promise<string | undefined> {
    const base64 = (of: Uint8Array) => Buffer.from(of).toString('base64');
    const { w0, w1 } = await scalarsOf(code, device);
    const x = secretScalar(randomBytes(40));
    const { exchange: id } = await ask('code.start', { household: home, device, shareP: base64(proverShare(w0, x)) });
    const asked: { readonly [key: string]: Json } = { household: home, device, exchange: id ?? '' };
    let heard = await ask('code.answer', asked);
    while (heard['waiting'] === true) heard = await ask('code.answer', asked);
    const agreed = proverFinish(partiesOf(device, home as HouseholdId), { w0, w1, x }, new Uint8Array(Buffer.from(String(heard['shareV']), 'base64')));
    if (agreed === undefined) throw new TypeError('no share');
    await ask('code.confirm', { ...asked, confirmP: base64(agreed.confirm) });
    if (base64(agreed.expected) !== heard['confirmV']) return undefined;
    return payloadText({ device: device as DeviceId, secret: secretOf(agreed.shared), until: now() });
  }
  const scanned = async (home: string, payload: string) => {
    for (;;) {
      try {
        return await ask('introduction.scan', { household: home, payload, address: '192.0.2.1' });
      } catch (error) {
        // The device has not said yet that the digits were right.
        if (!String(error).includes('ASSAY-INTRODUCTION-003')) throw error;
        await new Promise((done) => setTimeout(done, 200));
      }
    }
  };

  /** What was typed once the pause after a wrong try is over; it begins when the device has told of that try, which is at no known moment. */
  const afterPause = async (type: () => Promise<string | undefined>): Promise<string> => {
    for (;;) {
      try {
        return (await type()) ?? '';
      } catch (error) {
        if (!String(error).includes('ASSAY-INTRODUCTION-002')) throw error;
        await new Promise((done) => setTimeout(done, 100));
      }
    }
  };

  it('shows digits at a press of its button, takes them typed, and is introduced by that one press', async () => {
    const tried = start('cam-7', await registered('cam-7'), { digits: 'shown' });
    await tried.until('time');
    const home = await household();
    await expect(typed('cam-7', home, '00000000')).rejects.toThrow('ASSAY-INTRODUCTION-013');
    const shown = tried.until('digits');
    tried.agent.press();
    const { text } = await shown;
    expect(text).toMatch(/^[0-9]{8}$/);
    const session = tried.until('session');
    expect(await typed('cam-7', home, text === '12345678' ? '87654321' : '12345678')).toBeUndefined();
    await scanned(home, await afterPause(() => typed('cam-7', home, text)));
    await session;
    expect((await ask('device.show', { device: 'cam-7' }))['device']).toMatchObject({ household: home });
    expect(tried.told.map(({ type }) => type).slice(0, 5)).toEqual(['enrolled', 'time', 'digits', 'owned', 'session']);
    await tried.agent.stop();
    await tried.ran;
  });

  it('takes the digits that are printed on it, and the button once more', async () => {
    const tried = start('cam-8', await registered('cam-8'), { digits: printedDigits('4827 1936', 'cam-8') });
    await tried.until('time');
    const home = await household();
    tried.agent.press();
    for (;;) {
      const open = await typed('cam-8', home, '48271936').catch((error: unknown) => {
        // Nothing is taken until the device has told of the press.
        if (!String(error).includes('ASSAY-INTRODUCTION-013')) throw error;
        return undefined;
      });
      if (open === undefined) continue;
      await scanned(home, open);
      break;
    }
    expect((await ask('device.show', { device: 'cam-8' }))['device']).not.toHaveProperty('household');
    const session = tried.until('session');
    tried.agent.press();
    await session;
    expect((await ask('device.show', { device: 'cam-8' }))['device']).toMatchObject({ household: home });
    await tried.agent.stop();
    await tried.ran;
  });

  it('is the owner’s only with both: the press alone is not enough, whichever comes first', async () => {
    const tried = start('cam-2', await registered('cam-2'));
    tried.agent.press();
    const { text } = await tried.until('code');
    const home = await household();
    expect((await ask('device.show', { device: 'cam-2' }))['device']).not.toHaveProperty('household');
    const session = tried.until('session');
    await ask('introduction.scan', { household: home, payload: text, address: '192.0.2.1' });
    await session;
    await tried.agent.stop();
    await tried.ran;
  });

  it('renews its certificate in time, and drops the old one once the new one has opened a session', async () => {
    const first = await introduced('cam-3');
    await first.agent.stop();
    await first.ran;
    const before = first.store.read().credential;
    const hurried = start('cam-3', undefined, { store: first.store, hurry: 90 * 86_400 });
    const renewed = await hurried.until('renewed');
    await hurried.agent.stop();
    await hurried.ran;
    expect(renewed.dropped).toBe(new X509Certificate(before?.cert ?? '').serialNumber);
    expect(renewed.serial).not.toBe(renewed.dropped);
    expect(first.store.read().credential?.key).not.toBe(before?.key);
    const { credentials } = (await ask('device.show', { device: 'cam-3' })) as unknown as {
      readonly credentials: readonly { state: string; serial: string }[];
    };
    expect(credentials.find(({ serial }) => serial === renewed.dropped.toLowerCase().replace(/^0+/, ''))?.state).toBe('superseded');
  });

  it('is out when it is retired, erases itself, and signs that it has', async () => {
    const tried = await introduced('cam-4');
    const erased = tried.until('erased');
    await ask('retirement.retire', { devices: ['cam-4'], reason: 'end of support' });
    expect((await erased).names).toEqual(['network-key', 'recordings']);
    await tried.ran;
    expect(tried.told.at(-1)).toMatchObject({ type: 'stopped', why: 'retired' });
    expect(tried.store.read()).toEqual({});
    expect(await ask('retirement.show', { device: 'cam-4' })).toMatchObject({ stands: 'confirmed' });
  });

  it('erases itself when it is passed on, and shows a new code to whoever is next', async () => {
    const tried = await introduced('cam-5');
    const [erased, code] = [tried.until('erased'), tried.until('code')];
    await ask('retirement.transfer', { device: 'cam-5', reason: 'sold' });
    await erased;
    const { text } = await code;
    expect(text).toMatch(/^assay:1\?d=cam-5&s=/);
    await tried.agent.stop();
    await tried.ran;
    expect(tried.store.read().credential).toBeDefined();
  });

  it('enrols by the certificate of its manufacturer, and by a person’s leave', async () => {
    const maker = await makerOf('watched-1');
    await ask('device.register', { devices: [{ device: 'watched-1', product: 'watched', manufacturerKey: maker.fingerprint }] });
    const tried = start('watched-1', { manufacturer: maker });
    const refused = await tried.until('refused');
    // The server said how long a person may take.
    expect(refused).toMatchObject({ says: 'a person looks at the request', waits: 60_000 });
    const { requests } = (await ask('est.waiting', {})) as unknown as { readonly requests: readonly { readonly id: string; readonly device: string }[] };
    await ask('est.decide', { id: requests.find(({ device }) => device === 'watched-1')?.id ?? '', approved: true });
    await tried.agent.stop();
    await tried.ran;
    // Switched on again: it comes with the key that it kept.
    const key = tried.store.read().next?.key;
    const again = start('watched-1', { manufacturer: maker }, { store: tried.store });
    await again.until('enrolled');
    await again.agent.stop();
    await again.ran;
    expect(key).toBeDefined();
    expect(tried.store.read()).toEqual({ credential: { key, cert: expect.stringContaining('BEGIN CERTIFICATE') } });
  });

  it('stops where only a person can help: a token that was used', async () => {
    const proof = await registered('cam-6');
    const first = start('cam-6', proof);
    await first.until('enrolled');
    await first.agent.stop();
    await first.ran;
    const again = start('cam-6', proof);
    await again.ran;
    expect(again.told.map(({ type }) => type)).toEqual(['refused', 'stopped']);
    expect(again.told[0]).toMatchObject({ code: 'ASSAY-EST-007' });
  });
});

describe('what concerns a device itself, over HTTPS', () => {
  const way = { roots: () => [root()], clock: new Clock() };
  async function asked(path: string, shown?: Shown, body?: string) {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await exchange(way, {
      method,
      url: new URL(path, urls.https),
      ...(shown === undefined ? {} : { shown }),
      ...(body === undefined ? {} : { body }),
    });
    const json = JSON.parse(answer.body.toString('utf8')) as { readonly faults?: readonly { readonly code: string }[]; readonly [key: string]: unknown };
    return { status: answer.status, code: json.faults?.[0]?.code, json };
  }
  async function enrolled(device: string): Promise<Shown> {
    const tried = start(device, await registered(device));
    await tried.until('code');
    await tried.agent.stop();
    await tried.ran;
    const { credential } = tried.store.read();
    if (credential === undefined) throw new TypeError('it has no certificate');
    return credential;
  }

  it('is told to whoever shows a certificate of this fleet, and to nobody else', async () => {
    expect(await asked('/self')).toMatchObject({ status: 401, code: 'ASSAY-ENDPOINT-002' });
    const shown = await enrolled('cam-11');
    const { json } = await asked('/self', shown);
    expect(json).toMatchObject({ device: 'cam-11', may: 'renew-only', because: 'nobodys', introduction: { device: 'cam-11' } });
    // Who has seen this waits; who has not is answered at once.
    expect((await asked(`/self?wait=1&seen=${String(json['tag'])}`, shown)).json['tag']).toBe(json['tag']);
    expect((await asked('/self?wait=30&seen=other', shown)).status).toBe(200);
    expect(await asked('/self/nothing', shown)).toMatchObject({ status: 404, code: 'ASSAY-ENDPOINT-008' });
  });

  it.each([
    ['/self/introduction', 'no JSON'],
    ['/self/introduction', '{"digest":7}'],
    ['/self/introduction', '{"digest":"md5:00"}'],
    ['/self/presence', '{"claim":"ic_1"}'],
    ['/self/wipe', '{"statement":"{}","signature":"?"}'],
    ['/self/wipe', `{"statement":"${'x'.repeat(10_000)}"}`],
  ])('refuses at %s what cannot be read: %.40s', async (path, body) => {
    broken ??= await enrolled('cam-12');
    expect(await asked(path, broken, body)).toMatchObject({ status: 400, code: 'ASSAY-ENDPOINT-014' });
  });
  let broken: Shown | undefined;

  it('takes the button of no other introduction, no wipe that was not ordered, and no endless row of codes', async () => {
    const shown = await enrolled('cam-13');
    const digest = `sha256:${'0'.repeat(63)}`;
    const wrong = { claim: 'ic_00000000000000000000', transcript: `${digest}0` };
    expect(await asked('/self/presence', shown, JSON.stringify(wrong))).toMatchObject({ status: 409, code: 'ASSAY-INTRODUCTION-009' });
    const statement = '{"device":"cam-13","erased":["all"],"format":"assay-wipe/1","order":"wo_00000000000000000000"}';
    expect((await asked('/self/wipe', shown, JSON.stringify({ statement, signature: 'AAAA' }))).code).toBe('ASSAY-RETIREMENT-004');
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await asked('/self/introduction', shown, JSON.stringify({ digest: `${digest}${i.toString(16)}` }))).status);
    // The first of the dozen was shown when it enrolled.
    expect(statuses).toEqual([...Array.from({ length: 11 }, () => 201), 503]);
  });

  it('carries what a device and an app say to one another about the few digits on it', async () => {
    const shown = await enrolled('lock-15');
    const home = (await household()) as HouseholdId;
    const text = (of: Uint8Array) => Buffer.from(of).toString('base64');
    const bytes = (of: unknown) => new Uint8Array(Buffer.from(String(of), 'base64'));
    const post = (path: string, body: object) => asked(path, shown, JSON.stringify(body));
    const { w0, w1 } = await scalarsOf('48271936', 'lock-15');
    const x = secretScalar(randomBytes(40));
    const start: { readonly [key: string]: Json } = { household: home, device: 'lock-15', shareP: text(proverShare(w0, x)) };
    // Nobody pressed the button.
    await expect(ask('code.start', start)).rejects.toThrow('ASSAY-INTRODUCTION-013');
    expect((await asked('/self/code', shown)).json).toEqual({ waiting: true });
    expect(await post('/self/code', { fresh: 1 })).toMatchObject({ code: 'ASSAY-ENDPOINT-014' });
    expect((await post('/self/code', { fresh: true })).json['left']).toBeGreaterThan(200_000);

    const waiting = asked('/self/code?wait=10', shown);
    const exchange = String((await ask('code.start', start))['exchange']);
    const { json } = await waiting;
    expect(json).toMatchObject({ waiting: false, exchange, household: home });
    const kept = { w0, element: verifierElement(w1), y: secretScalar(randomBytes(40)) };
    const device = verifierFinish(partiesOf('lock-15', home), kept, bytes(json['shareP']));
    if (device === undefined) throw new TypeError('no share');
    expect(await post('/self/code/answer', { exchange, shareV: 'AA', confirmV: 'AA' })).toMatchObject({ status: 400, code: 'ASSAY-INTRODUCTION-015' });
    expect((await post('/self/code/answer', { exchange, shareV: text(device.shareV), confirmV: text(device.confirm) })).status).toBe(200);

    const heard = await ask('code.answer', { household: home, device: 'lock-15', exchange });
    const app = proverFinish(partiesOf('lock-15', home), { w0, w1, x }, bytes(heard['shareV']));
    expect(text(app?.expected ?? new Uint8Array())).toBe(heard['confirmV']);
    const confirmed = asked('/self/code?wait=10&confirmed=1', shown);
    await ask('code.confirm', { household: home, device: 'lock-15', exchange, confirmP: text(app?.confirm ?? new Uint8Array()) });
    expect((await confirmed).json['confirmP']).toBe(text(device.expected));
    expect((await post('/self/code/result', { exchange, digest: 'none' })).code).toBe('ASSAY-ENDPOINT-014');
    expect((await post('/self/code/result', { exchange, digest: secretDigest('lock-15', secretOf(device.shared)) })).status).toBe(200);
    expect((await post('/self/code/result', { exchange })).code).toBe('ASSAY-INTRODUCTION-014');

    // From here on it is as if it had been scanned.
    const payload = payloadText({ device: 'lock-15' as DeviceId, secret: secretOf(app?.shared ?? new Uint8Array()), until: now() });
    await ask('introduction.scan', { household: home, payload, address: '192.0.2.1' });
    const challenge = (await asked('/self', shown)).json['introduction'] as Parameters<typeof transcriptOf>[0] & { readonly claim: string };
    const transcript = transcriptOf({ ...challenge, id: challenge.claim as typeof challenge.id });
    expect((await post('/self/presence', { claim: challenge.claim, transcript })).json).toEqual({ state: 'completed' });
    expect((await ask('device.show', { device: 'lock-15' }))['device']).toMatchObject({ household: home });
  });

  it('lets a device that is somebody’s show no code: its owner passes it on', async () => {
    const tried = await introduced('cam-14');
    await tried.agent.stop();
    await tried.ran;
    const body = JSON.stringify({ digest: `sha256:${'0'.repeat(64)}` });
    expect(await asked('/self/introduction', tried.store.read().credential, body)).toMatchObject({ status: 409, code: 'ASSAY-ENDPOINT-005' });
  });
});
