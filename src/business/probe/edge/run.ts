import { randomBytes } from 'node:crypto';
import { type Instant, Refused } from '../../../core/index.ts';
import { addressBytes } from '../../../map/host.ts';
import type { Target } from '../../../map/model.ts';
import { portsOf } from '../../../map/targets.ts';
import { questionsFor } from '../claims.ts';
import { knownFrom } from '../dns/known.ts';
import type { Probed } from '../judge.ts';
import { STS_PATH, stsHost, stsRecord } from '../mail/mta-sts.ts';
import { exchangersOf } from '../mail/transport.ts';
import type { DnsAnswer, Observation, Question, Visit } from '../model.ts';
import { allowedAddresses, type Chosen, mayVisit } from '../targets.ts';
import { leadsAway } from '../web/exposed.ts';
import { LISTED_PATHS } from '../web/interfaces.ts';
import { ledTo, type Scheme } from '../web/redirect.ts';
import { SECURITY_TXT } from '../web/security-txt.ts';
import { handshake, type Roots } from './handshake.ts';
import { visitMail } from './mail-visit.ts';
import { type Pace, Turns } from './pace.ts';
import { ask, type ResolverAt } from './resolver.ts';
import { visit } from './visit.ts';

export interface Probing {
  readonly chosen: readonly Chosen[];
  readonly resolver: ResolverAt;
  readonly roots: Roots;
  readonly pace: Pace;
  readonly userAgent: string;
  readonly now: Instant;
  /** Section 3.3 of RFC 8461 fixes it at 443; a test may not be able to listen there. */
  readonly stsPort?: number;
  /** Told of each observation as it is made. */
  readonly seen?: (observation: Observation) => void;
}

const MOST_QUESTIONS = 150;
const MOST_REDIRECTS = 3;
/** Pages at one address that redirects of listed paths lead to. */
const MOST_FOLLOWED = 30;
const MOST_UNSEEN = 3;

/**
 * Looks at each target: addresses of hosts to visit first, so that one that is not allowed refuses the run before any is visited. Throws `Refused`
 * (ASSAY-PROBE-004); anything else that goes wrong is in the observations.
 */
export async function runProbes(probing: Probing): Promise<readonly Probed[]> {
  const looks = probing.chosen.map((chosen) => new Look(chosen, probing));
  // Where DNS alone is asked, nothing is connected to; a mail exchanger that is not allowed is left out, since others may be.
  for (const look of looks) if (look.probes.some((probe) => probe === 'web' || probe === 'tls')) await look.allowed(look.target.host);
  const turns = new Turns(probing.pace.betweenMs);
  const probed: Probed[] = [];
  for (const look of looks) {
    await look.all(turns);
    probed.push({ target: look.target, probes: look.probes, observations: look.observations });
  }
  return probed;
}

class Look {
  readonly target: Target;
  readonly probes: Chosen['probes'];
  readonly observations: Observation[] = [];
  private readonly probing: Probing;
  private readonly answers = new Map<string, DnsAnswer>();
  private readonly addresses = new Map<string, ReturnType<typeof allowedAddresses>>();
  /** Hosts of which there may be more addresses than the resolver told. */
  private readonly unasked = new Map<string, string>();

  constructor({ target, probes }: Chosen, probing: Probing) {
    this.target = target;
    this.probes = probes;
    this.probing = probing;
  }

  async all(turns: Turns): Promise<void> {
    await this.dns();
    if (this.probes.includes('mail')) await this.mail(turns);
    if (this.probes.includes('tls')) for (const port of portsOf(this.target).tls) await this.tls(turns, port);
    if (this.probes.includes('web')) await this.web(turns);
  }

  private note(observation: Observation): void {
    this.observations.push(observation);
    this.probing.seen?.(observation);
  }

  private async question(question: Question): Promise<DnsAnswer> {
    const key = `${question.type} ${question.name}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const { resolver, pace } = this.probing;
    const answer: DnsAnswer =
      this.answers.size < MOST_QUESTIONS ? await ask(resolver, question, pace.queryMs) : { status: 'unseen', why: `more than ${MOST_QUESTIONS} questions` };
    this.answers.set(key, answer);
    this.note({ kind: 'dns', safety: 'passive', question, answer });
    return answer;
  }

  /**
   * The addresses to connect to, looked up once in a run: a name that says something else a moment later is not asked again.
   * Throws `Refused` (ASSAY-PROBE-004) where one of its addresses is not allowed.
   */
  async allowed(host: string): Promise<ReturnType<typeof allowedAddresses>> {
    const known = this.addresses.get(host);
    if (known !== undefined) return known;
    const literal = addressBytes(host) !== undefined;
    const found: string[] = literal ? [host] : [];
    for (const type of literal ? [] : (['A', 'AAAA'] as const)) {
      const answer = await this.question({ name: host, type });
      if (answer.status === 'unseen') this.unasked.set(host, `${type}: ${answer.why}`);
      if (answer.status !== 'answer') continue;
      for (const record of answer.records) if (record.type === type) found.push(record.address);
    }
    const addresses = allowedAddresses(this.target, host, found);
    this.addresses.set(host, addresses);
    return addresses;
  }

  private async dns(): Promise<void> {
    for (
      let need = questionsFor(this.target, this.probes, this.observations);
      need.length > 0;
      need = questionsFor(this.target, this.probes, this.observations)
    ) {
      for (const question of need) await this.question(question);
      if (this.answers.size >= MOST_QUESTIONS) return;
    }
  }

  /** The addresses of a host that the target's probes may visit; says why none or not all are visited. */
  private async reach(host: string, what: string): Promise<readonly string[]> {
    const omit = (why: string): readonly string[] => {
      this.note({ kind: 'omitted', safety: 'safe', what, host, why });
      return [];
    };
    if (!mayVisit(this.target, host))
      return omit(`${host} is no target: where it is yours, add it to "also" of the target ${this.target.host} (ASSAY-PROBE-001)`);
    try {
      const { visit: addresses, left } = await this.allowed(host);
      const why = `${left} more of the addresses of ${host} were not visited`;
      if (left > 0) this.note({ kind: 'omitted', safety: 'safe', what, host, why, left });
      const unasked = this.unasked.get(host);
      if (unasked !== undefined && addresses.length > 0)
        this.note({ kind: 'omitted', safety: 'safe', what, host, why: `whether ${host} has more addresses is not known (${unasked})`, left: 0 });
      return addresses.length > 0 ? addresses : omit(`no address of ${host} was found`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return omit(error.faults.map(({ code, message }) => `${message} (${code})`).join('; '));
    }
  }

  private async mail(turns: Turns): Promise<void> {
    const { roots, pace, now, userAgent } = this.probing;
    const known = knownFrom(this.observations);
    const record = stsRecord(this.target.host, known);
    if ('is' in record && record.is === 'good') {
      const host = stsHost(this.target.host);
      for (const address of await this.reach(host, 'the policy of MTA-STS at')) {
        const asked = { host, address, port: this.probing.stsPort ?? 443, scheme: 'https', path: STS_PATH } as const;
        const seen = await turns.take(host, () => visit({ ...asked, userAgent, isFile: true }, roots, pace.deadlineMs, now));
        this.note({ kind: 'http', safety: 'safe', ...asked, purpose: 'mta-sts', seen });
      }
    }
    const exchangers = exchangersOf(this.target.host, known);
    if (!('is' in exchangers)) return;
    for (const host of exchangers.is) {
      for (const address of await this.reach(host, 'SMTP at')) {
        const place = { host, address, port: portsOf(this.target).smtp };
        const seen = await turns.take(host, () => visitMail(place, roots, pace.deadlineMs));
        this.note({ kind: 'smtp', safety: 'safe', ...place, seen });
      }
    }
  }

  private async tls(turns: Turns, port: number): Promise<void> {
    for (const address of await this.reach(this.target.host, 'TLS at')) await this.tlsAt(turns, address, port);
  }

  private async tlsAt(turns: Turns, address: string, port: number): Promise<void> {
    const { roots, pace } = this.probing;
    const { host } = this.target;
    const place = { host, address, port };
    let isSilent = false;
    for (const asked of ['any', 'TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'] as const) {
      const seen = await turns.take(host, () => handshake(place, roots, pace.deadlineMs, asked === 'any' ? undefined : asked));
      this.note({ kind: 'tls', safety: 'safe', ...place, asked, seen });
      isSilent ||= seen.outcome === 'closed';
      // Nothing is there to be asked for each version.
      if (asked === 'any' && seen.outcome === 'unseen' && seen.why === 'nothing listens there') return;
    }
    if (isSilent) {
      const seen = await turns.take(host, () => handshake(place, roots, pace.deadlineMs));
      this.note({ kind: 'tls', safety: 'safe', ...place, asked: 'again', seen });
    }
  }

  private async web(turns: Turns): Promise<void> {
    for (const address of await this.reach(this.target.host, 'the web at')) await this.webAt(turns, address);
  }

  private async webAt(turns: Turns, address: string): Promise<void> {
    const { roots, pace, now, userAgent } = this.probing;
    const { host } = this.target;
    const ports = portsOf(this.target);
    const known = new Map<string, Visit>();
    const get = async (scheme: Scheme, path: string, purpose: Extract<Observation, { kind: 'http' }>['purpose']): Promise<Visit> => {
      const place = { host, address, port: ports[scheme], scheme, path } as const;
      const seen = await turns.take(host, () => visit({ ...place, userAgent, isFile: purpose === 'security-txt' }, roots, pace.deadlineMs, now));
      this.note({ kind: 'http', safety: 'safe', ...place, purpose, seen });
      if (purpose !== 'security-txt') known.set(`${scheme} ${path}`, seen);
      return seen;
    };
    const next = (seen: Visit, scheme: Scheme, path: string) => {
      const led = seen.outcome === 'response' ? ledTo(seen, { host, scheme, path }, ports) : undefined;
      return led?.to === 'here' ? led : undefined;
    };
    let path = '/';
    for (let i = 0; i <= MOST_REDIRECTS; i += 1) {
      const seen = await get('https', path, 'page');
      if (seen.outcome === 'refused' || (seen.outcome === 'unseen' && i === 0 && seen.why === 'no connection in time')) {
        await get('http', '/', 'plain');
        return;
      }
      const led = next(seen, 'https', path);
      if (led === undefined || led.scheme !== 'https' || led.path === path) break;
      path = led.path;
    }
    const plain = await get('http', '/', 'plain');
    await get('https', SECURITY_TXT, 'security-txt');
    let followed = 0;
    const list = async (scheme: Scheme): Promise<void> => {
      const control = await get(scheme, `/assay-no-such-page-${randomBytes(8).toString('hex')}`, 'control');
      if (scheme === 'http' && control.outcome === 'response' && leadsAway(control, host, ports)) return;
      // A host that does not answer is not asked thirty times more.
      let unseen = control.outcome === 'response' ? 0 : MOST_UNSEEN;
      for (const listed of LISTED_PATHS) {
        if (unseen >= MOST_UNSEEN) return;
        const first = known.get(`${scheme} ${listed}`) ?? (await get(scheme, listed, 'list'));
        unseen = first.outcome === 'response' ? 0 : unseen + 1;
        let led = next(first, scheme, listed);
        for (let i = 0; i < MOST_REDIRECTS && led !== undefined && followed < MOST_FOLLOWED && !known.has(`${led.scheme} ${led.path}`); i += 1) {
          followed += 1;
          led = next(await get(led.scheme, led.path, 'list'), led.scheme, led.path);
        }
      }
    };
    await list('https');
    if (plain.outcome === 'response') await list('http');
  }
}
