import process from 'node:process';
import { Instant } from '../src/core/index.ts';
import { openFleetPolicies } from '../src/product/authorization/edge/cedar.ts';
import { HOME } from '../src/product/device/edge/devices.fixture.ts';
import type { Admissions } from '../src/product/endpoint/admission.ts';
import { aedesBroker } from '../src/product/endpoint/edge/aedes.ts';
import { tlsDoor } from '../src/product/endpoint/edge/door.ts';
import { type Carried, world } from '../src/product/endpoint/edge/endpoint.fixture.ts';
import { GATE_LIMITS } from '../src/product/endpoint/edge/gate.ts';
import { ENDPOINT_LIMITS } from '../src/product/endpoint/edge/open.ts';
import { HANDSHAKE_MS, presentedBy } from '../src/product/endpoint/edge/tls.ts';
import type { DeviceId, MemberId } from '../src/product/fleet/model.ts';
import { householdDesk } from '../src/product/household/edge/desk.ts';

// The other process of bench/product.ts: the device endpoint as `assay product serve` opens it, and beside it the same broker behind the same TLS with a guard that allows everything.
// Whoever looks for benches loads every file here: only the process that was started with it serves.
if (import.meta.main) await serve();

async function serve(): Promise<void> {
  const wide = { perSecond: 1e6, burst: 1e6 };
  const rates = { all: wide, perAddress: wide, addresses: 10 };
  const gate = { ...GATE_LIMITS, handshakes: 5000, perAddress: { connections: 10_000, handshakes: 5000 }, sockets: rates };
  const here = await world({ ...ENDPOINT_LIMITS, asked: rates, gate });
  const { fleet } = here.rooms;
  const desk = householdDesk(fleet);
  const owner = `u_${'o'.repeat(20)}` as MemberId;
  await desk.act(HOME, { type: 'found', household: HOME, owner, at: fleet.now() });
  const declared = {
    products: new Map(),
    services: new Map([
      ['server', ['operation']],
      ['insights', ['analytics']],
    ]),
  };
  const policies = async (own: string) =>
    here.deciding.change({ policies: await openFleetPolicies(own === '' ? [] : [{ file: 'own.cedar', text: own }]), declared });
  await policies('');
  const everybody: Admissions = { admit: () => ({ ok: true }) };
  const open = aedesBroker({
    guard: {
      connect: (_peer, client) => ({ ok: true, client }),
      publish: () => true,
      subscribe: () => true,
      deliver: () => true,
      wait: () => true,
      stands: () => true,
    },
    door: tlsDoor({
      host: '127.0.0.1',
      port: 0,
      shown: here.identity,
      now: fleet.now,
      chance: () => 0,
      connects: everybody,
      limits: gate,
      handshakeMs: HANDSHAKE_MS,
      refused: () => undefined,
      async identify(socket) {
        const presented = presentedBy(socket);
        return presented === undefined
          ? { ok: false, code: 'unknown' }
          : { ok: true, peer: { kind: 'device', device: 'any' as DeviceId, ...presented, notAfter: Instant.of(Number.MAX_SAFE_INTEGER) } };
      },
    }),
  });
  const { port: openPort } = await open.listen();
  const commands: Readonly<Record<string, (given: never) => Promise<unknown>>> = {
    async devices({ from, to, forMs }: { readonly from: number; readonly to: number; readonly forMs?: number }) {
      const made: Carried[] = [];
      for (let i = from; i < to; i += 50)
        made.push(
          ...(await Promise.all(Array.from({ length: Math.min(50, to - i) }, (_, n) => here.device(`cam-${i + n}`, forMs === undefined ? {} : { forMs })))),
        );
      return made;
    },
    cpu: async () => process.cpuUsage().user + process.cpuUsage().system,
    async memory() {
      global.gc?.();
      await new Promise((done) => setTimeout(done, 200));
      global.gc?.();
      return process.memoryUsage().rss;
    },
    pass: (of: { readonly service: string; readonly purpose: string }) => here.passFor({ service: of.service }, { purpose: of.purpose, seconds: 3600 }),
    async consent(given: boolean) {
      const what = { purpose: 'analytics', class: 'telemetry', by: owner, at: fleet.now() } as const;
      await desk.act(HOME, given ? { type: 'consent', ...what } : { type: 'withdraw', ...what });
      return Date.now();
    },
    async policies(own: string) {
      const from = performance.now();
      await policies(own);
      return performance.now() - from;
    },
    async tell(device: string) {
      await here.endpoint.tell(device as DeviceId, 'ping', Buffer.from(String(Date.now())));
    },
  };
  process.on('message', async ({ id, command, given }: { readonly id: number; readonly command: string; readonly given: never }) => {
    const answer = await commands[command]?.(given);
    process.send?.({ id, answer: answer ?? null });
  });
  process.on('disconnect', async () => {
    await open.close();
    await here.close();
    process.exit();
  });
  process.send?.({ id: 0, answer: { port: here.endpoint.mqttPort, openPort, ca: here.ca, dir: here.dir, shown: here.identity } });
}
