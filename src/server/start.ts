import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Instant } from '../core/index.ts';
import type { TreeSize } from '../ledger/model.ts';
import type { Principal } from '../product/index.ts';
import { makeApp } from './app.ts';
import { settleBinding } from './binding.ts';
import { consoleFiles } from './console-files.ts';
import { carryOut as carryOutBy, reconsider as reconsiderBy } from './frame.ts';
import { frameOf } from './frame-of-house.ts';
import { apiHeaders } from './guard/headers.ts';
import { hostsOf } from './guard/origin.ts';
import { BUCKETS, limiter } from './guard/rate.ts';
import type { House } from './house.ts';
import { listen } from './listen.ts';
import { followPositions } from './live/follow.ts';
import { hub as openHub } from './live/hub.ts';
import { tellOfPeople } from './live/people.ts';
import { serverLog } from './log.ts';
import { type Metrics, serverMetrics } from './metrics.ts';
import { openOffice } from './office.ts';
import { ROUTES } from './routes.ts';
import { openServices } from './services/registry.ts';
import { traceAppend } from './tracing.ts';

export interface StartOptions {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  /** The moment that the console opens at, RFC 3339. */
  readonly openAt?: string;
  /** Paths of PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly behindProxy: boolean;
  readonly breachedPasswords?: string;
  /** Somebody watches a terminal: warnings alone are logged. */
  readonly quiet: boolean;
  readonly now: () => Instant;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Started {
  readonly url: string;
  /** While nobody can sign in: the link that lets the first operator in, once. */
  readonly setupUrl?: string;
  /** Resolves when the server has stopped and every ledger is closed. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** Routes where somebody tries to come in, and by what. */
const TRIED: Readonly<Record<string, Parameters<Metrics['signInFailed']>[0]>> = {
  '/api/sign-in/passkey': 'passkey',
  '/api/sign-in/password': 'password',
  '/api/sign-in/totp': 'totp',
  '/api/sign-in/recovery': 'recovery-code',
  '/api/sign-in/link': 'link',
  '/api/federation/callback': 'oidc',
};
const WARM_AFTER_MS = 3000;
const HOUR_MS = 3_600_000;
const CONSOLE = fileURLToPath(new URL('../../console/dist', import.meta.url));

/**
 * Opens the data folder and serves it. Everything that was opened is closed again where a later step is refused. Throws `Refused` (ASSAY-SERVER-014, and
 * what opening the ledgers and the people refuses).
 */
export async function startServer(options: StartOptions): Promise<Started> {
  const { dataDir, now, behindProxy } = options;
  const binding = settleBinding({
    host: options.host,
    port: options.port,
    tls: options.tls !== undefined,
    behindProxy,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
  });
  const tls = options.tls === undefined ? undefined : { cert: readFileSync(options.tls.cert), key: readFileSync(options.tls.key) };
  const closing: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    // Nothing is answered before the office is open; until then nobody knows the port, where the system chooses it.
    let fetch: ((request: Request, bindings: object) => Response | Promise<Response>) | undefined;
    const hub = openHub({ stillGood: (principal) => stillGood(principal) });
    const listening = await listen({
      fetch: (request, bindings) => fetch?.(request, bindings) ?? new Response(null, { status: 503, headers: { 'retry-after': '1' } }),
      host: binding.host,
      port: binding.port,
      behindProxy,
      stopping: () => hub.stop(),
      ...(tls === undefined ? {} : { tls }),
    });
    closing.push(() => listening.stop());
    const publicUrl = binding.publicUrl(listening.port);

    const log = serverLog({ quiet: options.quiet });
    const metrics = serverMetrics();
    closing.push(() => metrics.stop());
    const office = await openOffice({
      dataDir,
      now,
      publicUrl,
      env: options.env,
      ...(options.breachedPasswords === undefined ? {} : { breachedPasswords: options.breachedPasswords }),
    });
    closing.push(() => office.close());
    const following = followPositions({ hub, now, failed: (_, error) => log.broke(undefined, error) });
    closing.push(() => following.stop());
    const services = await openServices({
      dataDir,
      now,
      appended: (service) => {
        metrics.ledgerSize(service.id, service.ledger?.head().size ?? 0);
        following.appended(service);
      },
      detected: (service) => hub.publish({ event: 'alerts', data: { service }, to: (principal) => office.access.permitted(principal).includes('alert.read') }),
      listed: () => hub.publish({ event: 'services', data: {} }),
      asked: (_, name, outcome, ms) => metrics.judged(name, outcome, ms),
      failed: (service, message) => log.warn('judge', { service, message }),
    });
    closing.push(() => services.close());

    const { people, tokens, proposals, breakGlass, access } = office;
    // A stream ends with what it was opened by: at once where that is told below, and at the next heartbeat where it ran out by time.
    const stillGood = ({ via, credential, person }: Principal): boolean => {
      if (office.standing(person) === undefined) return false;
      if (via === 'session') return people.administration.sessions(person).some(({ id }) => id === credential);
      return tokens.get(credential)?.state === 'valid';
    };
    const house: House = {
      now,
      publicUrl,
      https: binding.https,
      dataDir,
      services,
      office: office.office,
      access,
      people,
      proposals,
      breakGlass,
      tokens,
      federation: office.federation,
      settings: office.settings,
      standing: office.standing,
      metrics,
      hub,
      ...(options.openAt === undefined ? {} : { openAt: options.openAt }),
      reconsider: (proposal) => reconsiderBy({ house }, ROUTES, proposal),
      carryOut: (agreed) => carryOutBy({ house }, ROUTES, agreed),
      async append(drafts, expectedSize) {
        const receipts = await traceAppend('office', drafts.length, () => office.office.append(drafts, expectedSize as TreeSize | undefined));
        metrics.ledgerSize('office', office.office.head().size);
        tellOfPeople(hub, drafts, () => proposals.list().filter(({ state }) => state === 'waiting').length);
        return receipts;
      },
    };
    const files = consoleFiles(CONSOLE, { https: binding.https });
    const app = makeApp({
      ...frameOf(house),
      routes: ROUTES,
      limiter: limiter({ now, buckets: BUCKETS }),
      hosts: () => hostsOf(publicUrl, { host: binding.host, port: listening.port }),
      behindProxy,
      ticks: () => performance.now(),
      newRequestId: () => randomBytes(8).toString('hex'),
      observe: ({ failure, rateRefused, faults, ...request }) => {
        metrics.requestEnded(request);
        const means = TRIED[request.route];
        if (means !== undefined && request.status >= 400 && request.status !== 429) metrics.signInFailed(means);
        if (rateRefused !== undefined) metrics.rateRefused(rateRefused);
        log.request({ ...request, faults });
        if (failure !== undefined) log.broke(request.request, failure);
      },
      page: async (request) => (await files.answer(request)) ?? new Response(null, { status: 404, headers: apiHeaders({ https: binding.https }) }),
    });
    fetch = (request, bindings) => app.fetch(request, bindings);
    // After whoever waits for the start has been answered.
    const warming = setTimeout(() => {
      void files.warm().catch((error: unknown) => log.broke(undefined, error));
      for (const service of services.list()) following.follow(service);
    }, WARM_AFTER_MS).unref();
    closing.push(() => clearTimeout(warming));

    // What waited too long is entered as lapsed and its body forgotten; nothing depends on when.
    const lapsing = setInterval(() => void proposals.lapse(house.append).catch((error: unknown) => log.broke(undefined, error)), HOUR_MS).unref();
    closing.push(() => clearInterval(lapsing));
    const setUp = people.setUpLink();
    if (setUp !== undefined) await house.append(setUp.facts);
    let settle: () => void = () => undefined;
    const stopped = new Promise<void>((done) => {
      settle = done;
    });
    let stopping: Promise<void> | undefined;
    log.event('started', { url: publicUrl, services: services.list().length });
    return {
      url: publicUrl,
      ...(setUp === undefined ? {} : { setupUrl: setUp.url }),
      stopped,
      stop() {
        stopping ??= listening
          .stop()
          .then(closeAll)
          .finally(() => {
            log.event('stopped');
            settle();
          });
        return stopping;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
