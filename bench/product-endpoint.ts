import { once, type World, world } from '../src/product/endpoint/edge/endpoint.fixture.ts';
import { retire } from '../src/product/retirement/edge/room.ts';
import { type BenchResult, MACHINE } from './result.ts';

const SESSIONS = 200;

/**
 * From the fact of a retirement being durable and applied until the device's own end of the connection is closed: what a retired device can still hear. Clients share the process, so what closing costs them is in it.
 */
export async function run(): Promise<BenchResult[]> {
  const here = await world();
  try {
    return await retiring(here);
  } finally {
    await here.close();
  }
}

async function retiring(here: World): Promise<BenchResult[]> {
  const times: number[] = [];
  for (let i = 0; i < SESSIONS; i += 1) {
    const carried = await here.device(`cam-${i}`);
    const client = here.client(carried);
    await once(client, 'connect');
    const closed = once(client, 'close').then(() => performance.now());
    let applied = 0;
    const stop = here.rooms.fleet.listen((type) => {
      if (type === 'device.retired') applied = performance.now();
    });
    await retire(here.rooms.fleet, { device: carried.device, reason: 'bench' }, []);
    times.push((await closed) - applied);
    stop();
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 100) / 100;
  const measured = { bench: 'product-endpoint', unit: 'ms', input: `${SESSIONS} sessions of MQTT 5 over TLS, one after another`, runs: 1, machine: MACHINE };
  return [
    { ...measured, figure: 'retired to closed, median', value: at(0.5) },
    { ...measured, figure: 'retired to closed, 99 of 100', value: at(0.99), budget: { most: 10 } },
  ];
}
