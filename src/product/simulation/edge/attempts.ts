import { Refused } from '../../../core/index.ts';
import type { Attempt, Attempted, Planned } from '../model.ts';
import type { Course } from './simulate.ts';

const PATIENCE_MS = 45_000;
const LOOK_MS = 500;

/** Makes something go wrong on purpose, and sees how it is met. `undefined` where there is no device for it. */
export async function attempted(course: Course, attempt: Attempt, device?: string): Promise<Attempted | undefined> {
  switch (attempt) {
    case 'clone':
      return clone(course);
    case 'replay':
      return replay(course);
    case 'stolen-qr':
      return device === undefined ? undefined : stolenQr(course, device);
    case 'clock-skew':
      return device === undefined ? undefined : clockSkew(course, device);
    case 'storm':
      return storm(course);
  }
}

async function alarmed({ ask }: Course, device: string, code: string): Promise<boolean> {
  const { alarms } = (await ask('est.alarms', {})) as unknown as { readonly alarms: readonly { readonly device: string; readonly code: string }[] };
  return alarms.some((one) => one.device === device && one.code === code);
}

async function alarmedWithin(course: Course, device: string, code: string, ms: number): Promise<boolean> {
  for (let left = ms; left > 0; left -= LOOK_MS) {
    if (await alarmed(course, device, code)) return true;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
  return alarmed(course, device, code);
}

const live = ({ plan, counting, apart }: Course, skip = 0): Planned | undefined =>
  plan.devices.filter(({ device }) => counting.open.has(device) && !apart.has(device))[skip];

/** Somebody read the key out of a device, and speaks with it from elsewhere. Two that hold one key put one another out, which is noticed; whose it is, is retired. */
async function clone(course: Course): Promise<Attempted | undefined> {
  const found = live(course, 1);
  if (found === undefined) return undefined;
  const { device, address } = found;
  course.apart.add(device);
  const code = 'ASSAY-ENDPOINT-010';
  course.agents.order({ do: 'copy', device, from: address.replace(/^127\.\d+/, '127.254') });
  const alarm = await alarmedWithin(course, device, code, PATIENCE_MS);
  const out = course.agents.until(
    (heard) => heard.device === device && heard.copy === true && (heard.type === 'over' || heard.type === 'stopped'),
    PATIENCE_MS,
  );
  await course.ask('retirement.retire', { devices: [device], reason: 'its key was copied' });
  const held = alarm && (await out) !== undefined;
  return {
    attempt: 'clone',
    device,
    code,
    alarm,
    held,
    says: held ? 'noticed as they put one another out; the device is retired, and the copy is out with it' : 'not noticed',
  };
}

/** Somebody recorded an enrolment, with its token, and sends it again. */
async function replay(course: Course): Promise<Attempted | undefined> {
  const found = live(course);
  if (found === undefined) return undefined;
  const { device } = found;
  const answer = course.agents.until((heard) => heard.device === device && heard.type === 'replayed', PATIENCE_MS);
  course.agents.order({ do: 'replay', device });
  const heard = await answer;
  const code = heard?.type === 'replayed' ? heard.code : '';
  const alarm = await alarmedWithin(course, device, 'ASSAY-EST-007', PATIENCE_MS);
  const held = code === 'ASSAY-EST-007' && alarm && course.counting.open.has(device);
  return { attempt: 'replay', device, code, alarm, held, says: held ? 'refused; the device goes on with the certificate that it has' : 'not refused' };
}

/** Somebody photographed the code, and shows it as well. Neither gets the device; by a new code its household does. */
async function stolenQr(course: Course, device: string): Promise<Attempted> {
  const { agents, ask, scan, plan } = course;
  const home = plan.devices.find((one) => one.device === device)?.household ?? 0;
  const code = () => agents.until((heard) => heard.device === device && heard.type === 'code', 10 * PATIENCE_MS);
  const first = await code();
  const text = first?.type === 'code' ? first.text : '';
  await scan(text, home);
  const next = code();
  const refused = await scan(text, home + 1).then(
    () => '',
    (error: unknown) => (error instanceof Refused ? (error.faults[0]?.code ?? '') : String(error)),
  );
  // Pressed for the code that both had shown: it opens nothing any more, and the device shows another.
  const fresh = await next;
  const nobodys = (await ask('device.show', { device }))['device'] as { readonly household?: string };
  const alarm = await alarmedWithin(course, device, 'ASSAY-INTRODUCTION-007', PATIENCE_MS);
  const owned = agents.until((heard) => heard.device === device && heard.type === 'owned', PATIENCE_MS);
  if (fresh?.type === 'code') await scan(fresh.text, home);
  agents.order({ do: 'press', device });
  await owned;
  course.apart.delete(device);
  const { household } = (await ask('device.show', { device }))['device'] as { readonly household?: string };
  const held = refused === 'ASSAY-INTRODUCTION-007' && alarm && nobodys.household === undefined && household === plan.households[home]?.household;
  const says = held ? 'neither household got the device, the first was told; by a new code it has it' : 'the code was good for somebody else';
  return { attempt: 'stolen-qr', device, code: refused, alarm, held, says };
}

/** The clock of a device stands years behind. Nothing that a device says about time is believed or needed. */
async function clockSkew({ agents }: Course, device: string): Promise<Attempted> {
  const heard = await agents.until((one) => one.device === device && one.type === 'time', 10 * PATIENCE_MS);
  const [was, is] = heard?.type === 'time' ? [heard.was, heard.now] : [undefined, undefined];
  const held = was !== undefined && is !== undefined && Math.abs(Date.parse(is) - Date.now()) < 600_000;
  return {
    attempt: 'clock-skew',
    device,
    alarm: false,
    held,
    says: held ? `enrolled with its clock at ${was}, and took the time from what was signed` : 'did not enrol',
  };
}

/** Everybody's power fails in one moment. They come back spread, as they were told to. */
async function storm(course: Course): Promise<Attempted> {
  const { counting, agents } = course;
  const before = [...counting.open];
  const gone = new Set(before);
  const began = performance.now();
  const back = agents.until((heard) => {
    if (heard.type === 'session') gone.delete(heard.device);
    return gone.size === 0;
  }, 2 * PATIENCE_MS);
  agents.order({ do: 'cut', devices: before });
  const held = (await back) !== undefined;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const says = held
    ? `${before.length} sessions ended in one moment, and were all back after ${seconds} s`
    : `${gone.size} of ${before.length} did not come back`;
  return { attempt: 'storm', alarm: false, held, says };
}
