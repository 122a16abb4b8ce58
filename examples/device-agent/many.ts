// Many devices in one process, for whoever tries a service on a fleet. Told by JSON lines on standard input what to do, tells by JSON lines on standard output what happened.
//
//   {"do":"service","est":URL,"https":URL,"mqtt":URL,"roots":[PEM…]}   first
//   {"do":"start","device":ID,"kind":KIND,"token":TOKEN,"from":ADDRESS,"telemetryMs":N,"hurry":N,"rtc":N}
//   {"do":"press","device":ID} · {"do":"cut","devices":[ID…]} · {"do":"stop"}
//   {"do":"copy","device":ID,"from":ADDRESS}     somebody has a copy of this device's key, and uses it from another place
//   {"do":"replay","device":ID}                  somebody sends this device's enrolment once more
import { X509Certificate } from 'node:crypto';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Agent, type Service } from './agent.ts';
import { Refusal } from './backoff.ts';
import { Clock } from './clock.ts';
import { enrol, newKey } from './est.ts';
import type { Kind } from './kinds.ts';
import { memoryStore, type Store } from './store.ts';

interface Start {
  readonly device: string;
  readonly kind: Kind;
  readonly token: string;
  readonly from?: string;
  readonly telemetryMs?: number;
  readonly hurry?: number;
  readonly rtc?: number;
}

type Order =
  | { readonly do: 'service'; readonly est: string; readonly https: string; readonly mqtt: string; readonly roots: readonly string[] }
  | ({ readonly do: 'start' } & Start)
  | { readonly do: 'press' | 'replay'; readonly device: string }
  | { readonly do: 'copy'; readonly device: string; readonly from: string }
  | { readonly do: 'cut'; readonly devices: readonly string[] }
  | { readonly do: 'stop' };

interface Running {
  readonly started: Start;
  readonly store: Store;
  readonly agents: Agent[];
}

const running = new Map<string, Running>();
let service: Service | undefined;

const tell = (told: object) => process.stdout.write(`${JSON.stringify(told)}\n`);

function begin(started: Start, store: Store, as: object, into: Agent[]): void {
  if (service === undefined) throw new TypeError('where is the service?');
  const { device, kind, token, from, telemetryMs, hurry, rtc } = started;
  const agent = new Agent({
    device,
    kind,
    service,
    store,
    proof: { token },
    tell: (told) => tell({ device, ...as, ...told }),
    ...(from === undefined ? {} : { from }),
    ...(telemetryMs === undefined ? {} : { telemetryMs }),
    ...(hurry === undefined ? {} : { hurry }),
    ...(rtc === undefined ? {} : { rtc }),
  });
  into.push(agent);
  void agent.run();
}

async function replay({ started: { device, token, from } }: Running): Promise<void> {
  if (service === undefined) return;
  const { roots, est } = service;
  const way = { roots: () => roots, clock: new Clock(), ...(from === undefined ? {} : { from }) };
  try {
    await enrol(way, est, device, newKey(), { token });
    tell({ device, type: 'replayed', code: '' });
  } catch (error) {
    tell({ device, type: 'replayed', code: error instanceof Refusal ? error.code : String(error) });
  }
}

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'service':
      service = {
        est: new URL(order.est),
        https: new URL(order.https),
        mqtt: new URL(order.mqtt),
        roots: order.roots.map((pem) => new X509Certificate(pem)),
      };
      return;
    case 'start': {
      const { do: _, ...started } = order;
      const made: Running = { started, store: memoryStore(), agents: [] };
      running.set(order.device, made);
      return begin(started, made.store, {}, made.agents);
    }
    case 'press':
      return running.get(order.device)?.agents[0]?.press();
    case 'cut':
      for (const device of order.devices) for (const agent of running.get(device)?.agents ?? []) agent.cut();
      return;
    case 'copy': {
      const found = running.get(order.device);
      if (found === undefined) return;
      const store = memoryStore();
      store.write(found.store.read());
      return begin({ ...found.started, from: order.from }, store, { copy: true }, found.agents);
    }
    case 'replay': {
      const found = running.get(order.device);
      return found === undefined ? undefined : replay(found);
    }
    case 'stop':
      await Promise.all([...running.values()].flatMap(({ agents }) => agents.map((agent) => agent.stop())));
      process.exit(0);
  }
}

createInterface({ input: process.stdin })
  .on('line', (text) => void obey(JSON.parse(text) as Order))
  // Whoever started this is gone.
  .on('close', () => void obey({ do: 'stop' }));
