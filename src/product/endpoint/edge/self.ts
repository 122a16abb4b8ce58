import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { Digest, Duration, type Fault, Instant, type Json, parseJson, Refused } from '../../../core/index.ts';
import { evidenceAnswer, nonceAnswer } from '../../attestation/edge/self.ts';
import { touchedBy } from '../../authorization/epochs.ts';
import { credentialOf, deviceOf, viewOf } from '../../device/edge/questions.ts';
import { reportFirmware } from '../../device/edge/room.ts';
import type { Presented } from '../../device/model.ts';
import { firmwareSchema } from '../../device/naming.ts';
import { standingOf } from '../../device/standing.ts';
import { tries } from '../../est/limits.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { beginIntroduction, type Challenge, confirmPresence, presenceChallenge } from '../../introduction/edge/room.ts';
import { codeStanding } from '../../introduction/edge/spake2-projector.ts';
import { answerExchange, exchangeFor, openCodeWindow, settleExchange } from '../../introduction/edge/spake2-room.ts';
import { confirmWipe } from '../../retirement/edge/confirm.ts';
import { orderOwed, signedOrder } from '../../retirement/edge/order.ts';
import type { WipeOrder } from '../../retirement/order.ts';
import { updateOrdersOf } from '../../update/edge/room.ts';
import { endpointFaults } from '../faults.ts';
import { readAtMost } from './body.ts';
import { presentedBy } from './tls.ts';

export interface SelfAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/**
 * What concerns a device itself, and what it may ask while it belongs to nobody or is retired:
 *   GET  /self?wait=25&seen=TAG  how it stands, the time, the introduction that waits for its button, the order to erase itself; waits while nothing has changed since TAG
 *   POST /self/introduction      {"digest"}: it shows a code of its own, with the secret of this digest
 *   POST /self/presence          {"claim","transcript"}: somebody pressed its button
 *   POST /self/firmware          {"firmware"}: the version or the digest that it runs
 *   POST /self/wipe              {"statement","signature"}: it has erased itself
 *   GET  /self/attestation       a nonce; POST: evidence of its hardware over it (docs/product-attestation.md)
 * and, where a person types the digits that stand on it (docs/product-introduction.md):
 *   POST /self/code              {"fresh"}: somebody pressed its button, and it takes digits from here on
 *   GET  /self/code?wait=25      the exchange that waits for it, with the app's confirmation once it is there (confirmed=1: only then)
 *   POST /self/code/answer       {"exchange","shareV","confirmV"}
 *   POST /self/code/result       {"exchange","digest"}: the digits were right, and its introduction begins; without a digest they were not
 */
export interface SelfRoutes {
  /** `undefined` where there is nothing at this address. Who comes too often has been sent away before. */
  answer(request: IncomingMessage, path: string, query: URLSearchParams): Promise<SelfAnswer | undefined>;
  close(): void;
}

const MOST_BODY = 8 * 1024;
/** Of one device, at once. */
const MOST_WAITS = 4;
/** Of codes that are shown and of presses for digits. */
const CODES = { within: Duration.hours(1), allowed: 12 };
const WINDOW = Duration.minutes(15);

const introductionSchema = z.strictObject({ digest: z.string().max(80) });
const presenceSchema = z.strictObject({ claim: z.string().max(40), transcript: z.string().max(80) });
const firmwareReport = z.strictObject({ firmware: firmwareSchema });
const wipeSchema = z.strictObject({ statement: z.string().max(4096), signature: z.base64().max(2048) });

const windowSchema = z.strictObject({ fresh: z.boolean() });
const answerSchema = z.strictObject({ exchange: z.string().max(40), shareV: z.string().max(100), confirmV: z.string().max(64) });
const resultSchema = z.strictObject({ exchange: z.string().max(40), digest: z.string().max(80).optional() });
/** An exchange is kept in memory and no fact: it is looked for. */
const LOOK_MS = 250;

export function selfRoutes(fleet: Fleet, { waitSeconds, waiting: most }: { readonly waitSeconds: number; readonly waiting: number }): SelfRoutes {
  const view = viewOf(fleet.db);
  const waiting = new Map<DeviceId, Set<() => void>>();
  const codes = tries(CODES);
  let waits = 0;
  let ended = false;
  const wake = (device: string) => {
    for (const done of [...(waiting.get(device as DeviceId) ?? [])]) done();
  };
  const stop = fleet.listen((type, body) => {
    const { devices, everything } = touchedBy(type, body);
    for (const device of everything ? [...waiting.keys()] : devices) wake(device);
  });

  function wait(device: DeviceId, ms: number, request: IncomingMessage): Promise<void> {
    return new Promise((resolve) => {
      const mine = waiting.get(device) ?? new Set();
      // The places are for all devices: one that asks again and again gives up its own first.
      if (mine.size >= MOST_WAITS) for (const first of [...mine].slice(0, 1)) first();
      const done = () => {
        clearTimeout(timer);
        request.socket.off('close', done);
        if (mine.delete(done)) waits -= 1;
        if (mine.size === 0) waiting.delete(device);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waits += 1;
      waiting.set(device, mine.add(done));
      request.socket.once('close', done);
    });
  }

  /** Whoever shows a certificate that this fleet gave to a device may ask how it stands, also when it may do nothing else. Throws `Refused` (ASSAY-ENDPOINT-002). */
  function askedBy(request: IncomingMessage): { readonly device: DeviceId; readonly presented: Presented; readonly certificate: Uint8Array } {
    // A server of HTTPS has no other sockets.
    const socket = request.socket as TLSSocket;
    const presented = presentedBy(socket);
    const credential = presented === undefined ? undefined : credentialOf(fleet.db, presented.serial);
    const certificate = socket.getPeerX509Certificate()?.raw;
    if (presented === undefined || certificate === undefined || credential?.fingerprint !== presented.fingerprint) throw new Refused(strange());
    return { device: credential.device, presented, certificate: new Uint8Array(certificate) };
  }

  /** Where the key of receipts is gone, the order alone: a device that is told over its own connection knows who tells it. */
  async function ordered(owed: WipeOrder): Promise<{ readonly [key: string]: Json }> {
    try {
      return { ...(await signedOrder(fleet, owed)) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { order: owed.order };
    }
  }

  async function standing(device: DeviceId, presented: Presented): Promise<{ readonly [key: string]: Json }> {
    const found = standingOf(view, presented, fleet.now());
    const open = found.may !== 'nothing' && deviceOf(fleet.db, device)?.household === undefined && waitsFor(presented);
    const owed = orderOwed(fleet.db, presented);
    const updates = updateOrdersOf(fleet.db, deviceOf(fleet.db, device)?.product ?? '');
    const stands = {
      device,
      may: found.may,
      ...('because' in found ? { because: found.because } : {}),
      ...('until' in found ? { until: Instant.format(found.until) } : {}),
      ...(open ? { introduction: challengeJson(open) } : {}),
      ...(owed === undefined ? {} : { wipe: await ordered(owed) }),
      ...(updates.length === 0 ? {} : { updates: updates.map((one) => ({ ...one })) }),
    };
    const { introduction } = stands as { readonly introduction?: { readonly left?: Json } };
    const tag = Digest.of(JSON.stringify({ ...stands, introduction: introduction === undefined ? null : { ...introduction, left: 0 } })).slice(7, 23);
    return { ...stands, at: Instant.format(fleet.now()), tag };
  }

  function waitsFor(presented: Presented): Challenge | false {
    try {
      return presenceChallenge(fleet, presented) ?? false;
    } catch (error) {
      // Its certificate is over: it may renew, and confirm nothing.
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  async function stands(request: IncomingMessage, query: URLSearchParams): Promise<SelfAnswer> {
    const { device, presented } = askedBy(request);
    const now = await standing(device, presented);
    const asked = secondsOf(query);
    if (asked === 0 || query.get('seen') !== now['tag']) return { status: 200, body: now };
    if (waits >= most) throw new Refused(busy(waitSeconds));
    const waited = wait(device, asked * 1000, request);
    // What was entered before it began to wait.
    if ((await standing(device, presented))['tag'] !== now['tag']) wake(device);
    await waited;
    return { status: 200, body: await standing(device, presented) };
  }

  async function shown(request: IncomingMessage): Promise<SelfAnswer> {
    const { device, presented } = askedBy(request);
    const { digest } = await bodyOf(request, introductionSchema, '{"digest":"sha256:…"}');
    const may = standingOf(view, presented, fleet.now());
    // One that is somebody's is passed on first; its owner is who does that.
    if (may.may !== 'renew-only' || may.because !== 'nobodys')
      throw new Refused(notNobodys(may.may === 'everything' ? 'one that belongs to somebody' : may.because));
    if (!Digest.isText(digest)) throw new Refused(unreadable('{"digest":"sha256:…"}', 'another digest'));
    bounded(device);
    const { id, nonce, until } = await beginIntroduction(fleet, { device, digest, window: WINDOW });
    return { status: 201, body: challengeJson({ claim: id, device, nonce, digest, left: until - fleet.now() }) };
  }

  async function present(request: IncomingMessage): Promise<SelfAnswer> {
    const { presented } = askedBy(request);
    const { state } = await confirmPresence(fleet, presented, await bodyOf(request, presenceSchema, '{"claim":"ic_…","transcript":"sha256:…"}'));
    return { status: 200, body: { state } };
  }

  async function reported(request: IncomingMessage): Promise<SelfAnswer> {
    const { device, presented } = askedBy(request);
    const { firmware } = await bodyOf(request, firmwareReport, '{"firmware":"2.4.1"}');
    // One that is in quarantine or was revoked is not believed; one that has to renew may say what it runs.
    if (standingOf(view, presented, fleet.now()).may === 'nothing') throw new Refused(strange());
    // The same again enters nothing.
    if (deviceOf(fleet.db, device)?.firmware !== firmware) bounded(device);
    await reportFirmware(fleet, device, firmware);
    return { status: 200, body: { firmware } };
  }

  async function wiped(request: IncomingMessage): Promise<SelfAnswer> {
    const { device, certificate } = askedBy(request);
    const { statement, signature } = await bodyOf(request, wipeSchema, '{"statement":"…","signature":"…"}');
    await confirmWipe(fleet, device, { statement, signature: Buffer.from(signature, 'base64'), certificate });
    return { status: 200, body: { confirmed: true } };
  }

  async function exchanged(request: IncomingMessage, query: URLSearchParams): Promise<SelfAnswer> {
    const { device, presented } = askedBy(request);
    const confirmed = query.get('confirmed') === '1';
    const due = fleet.now() + secondsOf(query) * 1000;
    for (;;) {
      const found = await exchangeFor(fleet, presented);
      if (found !== undefined && (!confirmed || found.confirmP !== undefined)) return { status: 200, body: { waiting: false, ...found } };
      // Without a press of its button nothing can come.
      const pressed = fleet.now() < (codeStanding(fleet.db, device).until ?? 0);
      if (!pressed || ended || request.socket.destroyed || fleet.now() >= due) return { status: 200, body: { waiting: true } };
      if (waits >= most) throw new Refused(busy(waitSeconds));
      await wait(device, LOOK_MS, request);
    }
  }

  async function windowOpened(request: IncomingMessage): Promise<SelfAnswer> {
    const { device, presented } = askedBy(request);
    const { fresh } = await bodyOf(request, windowSchema, '{"fresh":true}');
    bounded(device);
    const { until } = await openCodeWindow(fleet, presented, fresh);
    return { status: 201, body: { left: until - fleet.now() } };
  }

  async function answeredTo(request: IncomingMessage): Promise<SelfAnswer> {
    const { presented } = askedBy(request);
    await answerExchange(fleet, presented, await bodyOf(request, answerSchema, '{"exchange":"cx_…","shareV":"…","confirmV":"…"}'));
    return { status: 200, body: { taken: true } };
  }

  async function settled(request: IncomingMessage): Promise<SelfAnswer> {
    const { presented } = askedBy(request);
    const expected = '{"exchange":"cx_…","digest":"sha256:…"}';
    const { exchange, digest } = await bodyOf(request, resultSchema, expected);
    if (digest !== undefined && !Digest.isText(digest)) throw new Refused(unreadable(expected, 'another digest'));
    await settleExchange(fleet, presented, { exchange, ...(digest === undefined ? {} : { digest }) });
    return { status: 200, body: { taken: true } };
  }

  /** Whoever shows hardware has to hold a certificate that may do something yet. */
  function hardwareOf(request: IncomingMessage): ReturnType<typeof askedBy> {
    const asked = askedBy(request);
    if (standingOf(view, asked.presented, fleet.now()).may === 'nothing') throw new Refused(strange());
    return asked;
  }

  /** Codes and presses, each of which is a fact or two on the ledger. */
  function bounded(device: DeviceId): void {
    const left = codes.wait(device, fleet.now());
    if (left > 0) throw new Refused(busy(Math.ceil(left / 1000)));
    codes.count(device, fleet.now());
  }

  const secondsOf = (query: URLSearchParams) => (/^\d{1,3}$/.test(query.get('wait') ?? '') ? Math.min(Number(query.get('wait')), waitSeconds) : 0);

  async function answered(request: IncomingMessage, path: string, query: URLSearchParams): Promise<SelfAnswer | undefined> {
    switch (`${request.method} ${path}`) {
      case 'GET /self':
        return stands(request, query);
      case 'POST /self/introduction':
        return shown(request);
      case 'POST /self/presence':
        return present(request);
      case 'POST /self/firmware':
        return reported(request);
      case 'POST /self/wipe':
        return wiped(request);
      case 'GET /self/attestation':
        return { status: 200, body: nonceAnswer(fleet, hardwareOf(request).device) };
      case 'POST /self/attestation':
        return { status: 200, body: await evidenceAnswer(fleet, request, hardwareOf(request)) };
      case 'GET /self/code':
        return exchanged(request, query);
      case 'POST /self/code':
        return windowOpened(request);
      case 'POST /self/code/answer':
        return answeredTo(request);
      case 'POST /self/code/result':
        return settled(request);
      default:
        return undefined;
    }
  }

  return {
    async answer(request, path, query) {
      try {
        return await answered(request, path, query);
      } catch (error) {
        if (!(error instanceof Refused) || error.faults.some(({ whose }) => whose === 'us')) throw error;
        return refusal(error.faults);
      }
    },
    close() {
      ended = true;
      stop();
      for (const device of [...waiting.keys()]) wake(device);
    },
  };
}

async function bodyOf<T>(request: IncomingMessage, schema: z.ZodType<T>, expected: string): Promise<T> {
  const bytes = await readAtMost(request, MOST_BODY, () => new Refused(unreadable(`at most ${MOST_BODY} bytes`, 'more')));
  let json: Json;
  try {
    json = parseJson(Buffer.from(bytes).toString('utf8'), 'the body', { bytes: MOST_BODY, depth: 4 });
  } catch (error) {
    if (error instanceof Refused) throw new Refused(unreadable(expected, error.faults[0]?.message ?? 'no JSON'));
    throw error;
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw new Refused(unreadable(expected, read.error.issues[0]?.message ?? 'another shape'));
}

function challengeJson({ claim, device, nonce, digest, left }: Challenge): { readonly [key: string]: Json } {
  return { claim, device, nonce, digest, left };
}

const STATUS: ReadonlyMap<string, number> = new Map([
  ['ASSAY-ATTESTATION-001', 400],
  ['ASSAY-ATTESTATION-002', 400],
  ['ASSAY-ATTESTATION-003', 400],
  ['ASSAY-ATTESTATION-004', 413],
  ['ASSAY-ATTESTATION-023', 429],
  ['ASSAY-ATTESTATION-024', 415],
  ['ASSAY-ENDPOINT-002', 401],
  ['ASSAY-ENDPOINT-007', 503],
  ['ASSAY-ENDPOINT-014', 400],
  ['ASSAY-INTRODUCTION-011', 403],
  ['ASSAY-INTRODUCTION-015', 400],
  ['ASSAY-RETIREMENT-002', 400],
  ['ASSAY-RETIREMENT-004', 403],
]);

function refusal(faults: readonly [Fault, ...Fault[]] | readonly Fault[]): SelfAnswer {
  const code = faults[0]?.code ?? '';
  const seconds = /after (\d+) s/.exec(faults[0]?.expected ?? '')?.[1];
  return { status: STATUS.get(code) ?? 409, body: { faults }, ...(seconds === undefined ? {} : { headers: { 'Retry-After': seconds } }) };
}

function strange(): Fault {
  return endpointFaults.fault('002', {
    message: 'no certificate that is known here',
    expected: 'a certificate that was issued here to a device',
    found: 'another, or none',
    remedy: 'Enrol, and come with that certificate.',
  });
}

function busy(seconds: number): Fault {
  return endpointFaults.fault('007', {
    message: 'too much at once',
    expected: `another try after ${seconds} s`,
    found: 'one before',
    remedy: `Come back in ${seconds} s.`,
  });
}

function unreadable(expected: string, found: string): Fault {
  return endpointFaults.fault('014', {
    message: 'the body cannot be read',
    expected,
    found: found.slice(0, 200),
    remedy: 'Send what docs/device-makers.md shows.',
  });
}

function notNobodys(found: string): Fault {
  return endpointFaults.fault('005', {
    message: 'this device may not show a code now',
    expected: 'a device in service that belongs to nobody',
    found,
    remedy: 'Its owner passes it on first.',
  });
}
