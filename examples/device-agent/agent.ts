import { X509Certificate } from 'node:crypto';
import { Backoff, Refusal } from './backoff.ts';
import { Clock } from './clock.ts';
import { newDigits, type Registered, registered } from './digits.ts';
import { authorities, enrol, newKey, type Proof, renew } from './est.ts';
import { type Kind, thing } from './kinds.ts';
import { type Challenge, confirmWipe, introduce, judgeTry, newCode, nextTry, present, type Standing, stands, type Try, takeDigits } from './self.ts';
import { openSession, type Session } from './session.ts';
import type { Store } from './store.ts';
import { newRoots } from './trust.ts';
import type { Shown, Way } from './wire.ts';

/** Where the service is, and whom the device believes from the day that it was made. */
export interface Service {
  readonly est: URL;
  readonly https: URL;
  readonly mqtt: URL;
  readonly roots: readonly X509Certificate[];
}

/** What a device tells whoever stands beside it. Nothing secret but the code or the digits, which are there to be seen. */
export type Told =
  | { readonly type: 'enrolled'; readonly serial: string; readonly ms: number }
  | { readonly type: 'time'; readonly now: string; readonly was?: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'digits'; readonly text: string }
  | { readonly type: 'owned' }
  | { readonly type: 'session'; readonly ms: number }
  | { readonly type: 'over'; readonly why: string }
  | { readonly type: 'said'; readonly channel: string }
  | { readonly type: 'done'; readonly verb: string; readonly known: boolean }
  | { readonly type: 'renewed'; readonly serial: string; readonly dropped: string }
  | { readonly type: 'erased'; readonly order: string; readonly names: readonly string[] }
  | { readonly type: 'refused'; readonly code: string; readonly says: string; readonly waits: number }
  | { readonly type: 'stopped'; readonly why: string };

export interface AgentOptions {
  readonly device: string;
  readonly kind: Kind;
  readonly service: Service;
  readonly store: Store;
  /** Needed until the first certificate is there. */
  readonly proof?: Proof;
  /** Introduced by digits and not by a QR code: `shown` on a display at each press of the button, or what it keeps of those that are printed on it. */
  readonly digits?: 'shown' | Registered;
  readonly tell: (told: Told) => void;
  /** The address to speak from, where the machine has several. */
  readonly from?: string;
  /** What its own clock says when it is switched on, in milliseconds since 1970. */
  readonly rtc?: number;
  /** From 0 up to 1. */
  readonly chance?: () => number;
  readonly telemetryMs?: number;
  /** How many times as fast the life of a certificate goes by, to see renewals within a minute. */
  readonly hurry?: number;
}

/** How long a pressed button counts. */
const PRESSED_MS = 120_000;
const CODE_MS = 15 * 60_000;
const WAIT_S = 25;

/**
 * One device, from its first certificate to its end: enrols, shows its code, is introduced, says what it has to say and does what it is told, renews its certificate in time, and erases itself when it is told to.
 * Where nothing helps but a person, it stops and says so.
 */
export class Agent {
  readonly #given: AgentOptions;
  readonly #chance: () => number;
  readonly #backoff: Backoff;
  readonly #way: Way;
  readonly #thing: ReturnType<typeof thing>;
  #roots: readonly X509Certificate[];
  #pressedAt = Number.NEGATIVE_INFINITY;
  #wake: () => void = () => undefined;
  #session: Session | undefined;
  #code: { readonly text: string; readonly digest: string; shown: boolean } | undefined;
  #stopped = false;
  #owned = false;

  constructor(given: AgentOptions) {
    this.#given = given;
    this.#chance = given.chance ?? Math.random;
    this.#backoff = new Backoff(this.#chance);
    this.#roots = [...given.service.roots, ...(given.store.read().roots ?? []).map((pem) => new X509Certificate(pem))];
    this.#way = { roots: () => this.#roots, clock: new Clock(given.rtc), ...(given.from === undefined ? {} : { from: given.from }) };
    this.#thing = thing(given.kind, this.#chance);
  }

  /** Somebody pressed the button. */
  press(): void {
    this.#pressedAt = performance.now();
    this.#wake();
  }

  /** The power fails; it comes back by itself. */
  cut(): void {
    this.#session?.cut();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#session?.end();
  }

  /** Runs until it is stopped, or can do nothing more. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#step();
        this.#backoff.reset();
      } catch (error) {
        const refusal = error instanceof Refusal ? error : new Refusal(String(error));
        if (refusal.final) return this.#end(refusal.message, refusal.code);
        const waits = Math.round(this.#backoff.next(refusal.retryAfter));
        this.#given.tell({ type: 'refused', code: refusal.code, says: refusal.message, waits });
        await this.#pause(waits);
      }
    }
  }

  async #step(): Promise<void> {
    const { store, tell, service } = this.#given;
    const { credential } = store.read();
    if (credential === undefined) return this.#enrol();
    const certificate = new X509Certificate(credential.cert);
    // From before it was switched off: it is later than that.
    this.#way.clock.notBefore(certificate.validFromDate.getTime());
    const standing = await stands(this.#way, service.https, credential);
    if (standing.wipe !== undefined) return this.#erase(credential, standing, standing.wipe.order);
    switch (standing.may) {
      case 'nothing':
        return this.#end(`this certificate may do nothing more: ${standing.because ?? ''}`, '');
      case 'renew-only':
        return standing.because === 'nobodys' ? this.#wait(credential, standing) : this.#renew(credential);
      case 'everything':
        if (!this.#owned) tell({ type: 'owned' });
        this.#owned = true;
        return this.#live(credential, certificate);
    }
  }

  /** The first certificate, or the first after the device was reset. */
  async #enrol(): Promise<void> {
    const { store, proof, device, service, tell } = this.#given;
    if (proof === undefined) return this.#end('there is nothing to enrol by: neither a token nor a certificate of the manufacturer', '');
    const kept = store.read();
    // Kept before it is sent: a person's leave is for this key alone, also after the power has failed.
    const key = kept.next?.key ?? newKey();
    store.write({ ...kept, next: { key } });
    const began = performance.now();
    const enrolled = await enrol(this.#way, service.est, device, key, proof);
    if ('wait' in enrolled) throw new Refusal('a person looks at the request', { retryAfter: enrolled.wait });
    store.write({ ...rest(kept), credential: { key, cert: enrolled.cert } });
    tell({ type: 'enrolled', serial: new X509Certificate(enrolled.cert).serialNumber, ms: performance.now() - began });
    const { rtc } = this.#way.clock;
    tell({ type: 'time', now: new Date(this.#way.clock.now() ?? 0).toISOString(), ...(rtc === undefined ? {} : { was: new Date(rtc).toISOString() }) });
  }

  /** It belongs to nobody: it shows its code, and confirms with its button. In whichever order. */
  async #wait(credential: Shown, standing: Standing): Promise<void> {
    const { device, service, tell } = this.#given;
    this.#owned = false;
    let open: Challenge | undefined = standing.introduction;
    if (open === undefined) {
      if (this.#given.digits !== undefined) return this.#takeDigits(credential, standing, this.#given.digits);
      this.#code = { ...newCode(device, (this.#way.clock.now() ?? 0) + CODE_MS), shown: false };
      open = await introduce(this.#way, service.https, credential, this.#code.digest);
    }
    // Also where the answer was lost on the way, and the server has the digest all the same. A code of the operator's is on paper.
    if (this.#code?.digest === open.digest && !this.#code.shown) {
      this.#code.shown = true;
      tell({ type: 'code', text: this.#code.text });
    }
    if (this.#isPressed()) {
      // A press counts once.
      this.#pressedAt = Number.NEGATIVE_INFINITY;
      await present(this.#way, service.https, credential, open);
    }
    const now = await stands(this.#way, service.https, credential);
    // Pressed while the server was asked: the next turn sends it.
    if (now.may !== 'renew-only' || now.introduction === undefined || this.#isPressed() || this.#stopped) return;
    await Promise.race([stands(this.#way, service.https, credential, { seen: now.tag, wait: WAIT_S }), this.#pressed()]);
  }

  /** Until somebody types the digits right, presses again, or the time is over. Nothing is taken before the button is pressed. */
  async #takeDigits(credential: Shown, standing: Standing, given: 'shown' | Registered): Promise<void> {
    const { device, service, tell } = this.#given;
    if (!this.#isPressed()) {
      await Promise.race([stands(this.#way, service.https, credential, { seen: standing.tag, wait: WAIT_S }), this.#pressed()]);
      return;
    }
    this.#pressedAt = Number.NEGATIVE_INFINITY;
    const text = given === 'shown' ? newDigits() : undefined;
    const digits = given === 'shown' ? registered(text ?? '', device) : given;
    const until = performance.now() + (await takeDigits(this.#way, service.https, credential, given === 'shown'));
    if (text !== undefined) tell({ type: 'digits', text });
    let last = '';
    while (!this.#stopped && !this.#isPressed() && performance.now() < until) {
      const one = await Promise.race([nextTry(this.#way, service.https, credential, WAIT_S), this.#pressed()]);
      if (one === undefined) continue;
      // Answered before, and nobody has ended it yet.
      if (one.exchange === last) await this.#pause(1000);
      if (one.exchange === last) continue;
      last = one.exchange;
      if (!(await this.#holds(credential, digits, one))) continue;
      // Whoever typed what is on the display stood before it just now. What is printed may be known elsewhere: there the button is pressed once more.
      if (given === 'shown') this.#pressedAt = performance.now();
      return;
    }
  }

  async #holds(credential: Shown, digits: Registered, one: Try): Promise<boolean> {
    try {
      return (await judgeTry(this.#way, this.#given.service.https, credential, this.#given.device, digits, one, WAIT_S)) !== undefined;
    } catch (error) {
      // That try is over; there may be another.
      if (error instanceof Refusal && error.code === 'ASSAY-INTRODUCTION-014') return false;
      throw error;
    }
  }

  #isPressed(): boolean {
    return performance.now() - this.#pressedAt < PRESSED_MS;
  }

  #pressed(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
    });
  }

  /** Says and does what a device of its kind does, until the session ends or it is time for another certificate. */
  async #live(credential: Shown, certificate: X509Certificate): Promise<void> {
    const { tell } = this.#given;
    const session = await this.#open(credential);
    const { telemetryMs = 10_000 } = this.#given;
    let turn = 0;
    const saying = setInterval(() => {
      const { channel, payload } = this.#thing.says(turn);
      turn += 1;
      session
        .publish(channel, payload)
        .then(() => tell({ type: 'said', channel }))
        .catch(() => undefined);
    }, telemetryMs);
    const renewing = this.#until(certificate);
    try {
      const why = await Promise.race([session.over, renewing.due]);
      if (why !== 'due') {
        tell({ type: 'over', why });
        // Many ended at once: nobody comes back in the same moment.
        if (!this.#stopped) await this.#pause(this.#backoff.next());
        return;
      }
    } finally {
      renewing.cancel();
      clearInterval(saying);
      await session.end();
      this.#session = undefined;
    }
    await this.#renew(credential);
  }

  async #open(credential: Shown): Promise<Session> {
    const { service, device, tell } = this.#given;
    const began = performance.now();
    const session = await openSession(this.#way, service.mqtt, device, credential, (verb, payload) => {
      const done = this.#thing.told(verb, payload);
      tell({ type: 'done', verb, known: done !== undefined });
      if (done !== undefined) void session.publish(done.channel, done.payload).catch(() => undefined);
    });
    this.#session = session;
    tell({ type: 'session', ms: performance.now() - began });
    return session;
  }

  /** Two thirds of its life, and up to a tenth of it later, drawn once for a certificate: those who were made on one day do not come back on one day. */
  #until({ validFromDate, validToDate }: X509Certificate): { readonly due: Promise<'due'>; cancel(): void } {
    const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
    const { hurry = 1 } = this.#given;
    const at = ((to - from) * (2 / 3 + this.#chance() / 10)) / hurry;
    let timer: NodeJS.Timeout | undefined;
    const due = new Promise<'due'>((resolve) => {
      const look = () => {
        const left = from + at - (this.#way.clock.now() ?? from);
        // In a hurry a life is shorter than the minutes that certificates begin early: it counts from now.
        const wait = hurry === 1 ? left : at;
        timer = wait > 60_000 ? setTimeout(look, 60_000) : setTimeout(() => resolve('due'), Math.max(0, wait));
      };
      look();
    });
    return { due, cancel: () => clearTimeout(timer) };
  }

  /** The next certificate, for a new key. The old one is dropped when the new one has opened a session, and not before. */
  async #renew(old: Shown): Promise<void> {
    const { store, service, device, tell } = this.#given;
    await this.#learnRoots();
    const kept = store.read();
    const key = kept.next?.key ?? newKey();
    store.write({ ...kept, next: { ...kept.next, key } });
    let cert = kept.next?.cert;
    if (cert === undefined) {
      const renewed = await renew(this.#way, service.est, device, key, old);
      if ('wait' in renewed) throw new Refusal('a person looks at the request', { retryAfter: renewed.wait });
      cert = renewed.cert;
      store.write({ ...store.read(), next: { key, cert } });
    }
    const next = { key, cert };
    const standing = await stands(this.#way, service.https, next);
    // Refused here, it is kept for another try, and the old one with it.
    if (standing.may === 'everything') await (await this.#open(next)).end();
    else if (standing.may === 'nothing') throw new Refusal(`the new certificate may do nothing: ${standing.because ?? ''}`);
    store.write({ ...rest(store.read()), credential: next });
    tell({ type: 'renewed', serial: new X509Certificate(cert).serialNumber, dropped: new X509Certificate(old.cert).serialNumber });
  }

  async #learnRoots(): Promise<void> {
    const { store, service } = this.#given;
    const found = newRoots(await authorities(this.#way, service.est), this.#roots);
    if (found.length === 0) return;
    this.#roots = [...this.#roots, ...found];
    const kept = store.read();
    store.write({ ...kept, roots: [...(kept.roots ?? []), ...found.map(String)] });
  }

  /** Forgets everything of its household, then says so by the key that the server knows; what it keeps is that key alone, until the server has heard it. */
  async #erase(credential: Shown, { may }: Standing, order: string): Promise<void> {
    const { service, device, store, tell } = this.#given;
    const names = this.#thing.erase();
    this.#code = undefined;
    this.#owned = false;
    await confirmWipe(this.#way, service.https, credential, device, order, names);
    tell({ type: 'erased', order, names });
    if (may !== 'nothing') return;
    store.erase();
    this.#end('retired', '');
  }

  #end(why: string, code: string): void {
    this.#stopped = true;
    if (code !== '') this.#given.tell({ type: 'refused', code, says: why, waits: 0 });
    this.#given.tell({ type: 'stopped', why });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (!this.#stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Without the key that waited. */
function rest({ next: _, ...kept }: ReturnType<Store['read']>): ReturnType<Store['read']> {
  return kept;
}
