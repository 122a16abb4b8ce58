import { type Heard, KINDS, type Kind, type Plan, type Report } from '../model.ts';
import { spreadOf } from '../plan.ts';

/** Counts what agents tell. */
export interface Counting {
  heard(heard: Heard): void;
  /** Devices with a session now. */
  readonly open: ReadonlySet<string>;
  readonly enrolled: number;
  readonly messages: number;
  /** A device was retired: how long until it noticed, in milliseconds. */
  closed(ms: number): void;
  report(given: { readonly seed: number; readonly plan: Plan; readonly retired: number; readonly seconds: number }): Omit<Report, 'attempts'>;
}

export function counting(now: () => number): Counting {
  const open = new Set<string>();
  const enrolments: number[] = [];
  const at: number[] = [];
  const codes = new Map<string, number>();
  const introduced: number[] = [];
  const sessions: number[] = [];
  const closed: number[] = [];
  const refused = new Map<string, number>();
  let [messages, renewed, erased, stopped] = [0, 0, 0, 0];
  return {
    open,
    get enrolled() {
      return enrolments.length;
    },
    get messages() {
      return messages;
    },
    closed: (ms) => closed.push(ms),
    heard(heard) {
      if (heard.copy === true) return;
      switch (heard.type) {
        case 'enrolled':
          enrolments.push(heard.ms);
          at.push(now());
          return;
        case 'code':
          codes.set(heard.device, now());
          return;
        case 'owned': {
          const shown = codes.get(heard.device);
          if (shown !== undefined) introduced.push(now() - shown);
          codes.delete(heard.device);
          return;
        }
        case 'session':
          sessions.push(heard.ms);
          open.add(heard.device);
          return;
        case 'over':
          open.delete(heard.device);
          return;
        case 'said':
          messages += 1;
          return;
        case 'renewed':
          renewed += 1;
          return;
        case 'erased':
          erased += 1;
          return;
        case 'stopped':
          open.delete(heard.device);
          // One whose copy has answered for it is retired all the same.
          if (!heard.why.endsWith('retired')) stopped += 1;
          return;
        case 'refused': {
          const why = heard.code === '' ? heard.says.replace(/\d{2,}/g, 'N').slice(0, 60) : heard.code;
          refused.set(why, (refused.get(why) ?? 0) + 1);
          return;
        }
        case 'time':
        case 'done':
        case 'replayed':
          return;
      }
    },
    report({ seed, plan, retired, seconds }) {
      const took = Math.max(1, (at.at(-1) ?? 0) - (at[0] ?? 0)) / 1000;
      return {
        seed,
        devices: Object.fromEntries(KINDS.map((kind) => [kind, plan.devices.filter((one) => one.kind === kind).length])) as Record<Kind, number>,
        households: plan.households.length,
        seconds: Math.round(seconds),
        enrolled: { ...spreadOf(enrolments), perSecond: Math.round(enrolments.length / took) },
        introduced: spreadOf(introduced),
        sessions: { ...spreadOf(sessions), open: open.size },
        messages: { n: messages, perSecond: Math.round(messages / Math.max(1, seconds)) },
        renewed,
        retired: { n: retired, closed: spreadOf(closed), erased },
        refused: Object.fromEntries([...refused].toSorted()),
        stopped,
      };
    },
  };
}
