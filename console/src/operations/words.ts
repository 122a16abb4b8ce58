import type { AlertShown, WatchState } from '../../../src/server/operations/model.ts';

export type Level = AlertShown['level'];

export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'For information',
};
/** What matters most comes first. */
export const LEVEL_RANK: Readonly<Record<Level, number>> = { critical: 0, high: 1, medium: 2, low: 3, informational: 4 };

export const ENGINE_WORDS: Readonly<Record<AlertShown['engine'], string>> = {
  sigma: 'a rule of Sigma',
  declared: 'what the maker declared of the device',
  behaviour: 'how the device behaves',
};

export const figure = (count: number): string => count.toLocaleString('en-GB');
export const counted = (count: number, one: string, many = `${one}s`): string => `${figure(count)} ${count === 1 ? one : many}`;

/** Where the operator stands. */
export function opening({ incidents, alertCount, account }: WatchState): string {
  if (incidents.length > 0) {
    const devices = new Set(incidents.flatMap((one) => one.devices)).size;
    const critical = incidents.filter(({ level }) => level === 'critical').length;
    const how =
      incidents.length === 1
        ? critical === 1
          ? 'and it is critical'
          : 'and it is not critical'
        : `${critical === 0 ? 'none' : figure(critical)} of them critical`;
    return `${counted(incidents.length, 'incident')}, of ${counted(devices, 'device')}, ${how}.`;
  }
  if (alertCount > 0) return `${counted(alertCount, 'alert')}, none of which is enough for an incident.`;
  return account === undefined || account.offered === 0
    ? 'No sensor has sent anything yet, so nothing is known of attacks that run.'
    : `Nothing was detected in ${counted(account.evaluated, 'event')}.`;
}

/** The account of what came, in one line that adds up. */
export function accounted(account: NonNullable<WatchState['account']>): string {
  const rejected = Object.values(account.rejected).reduce((sum, count) => sum + count, 0);
  return `${counted(account.offered, 'event')} came: ${figure(account.evaluated)} judged, ${figure(rejected)} could not be read, ${figure(account.waiting)} wait`;
}
