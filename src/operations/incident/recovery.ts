import { figure, type Instant } from '../../core/index.ts';
import type { Incident, IncidentDevice, Verdict } from './model.ts';

/** How long a device has to behave as ever before it counts as well, unless somebody asks for longer: a day holds each of its daily habits once. */
export const NORMAL_FOR = 86_400_000;

/** What is said of a rule on a device: what was said of both, else of the rule on all. Of what nobody looked at, nothing. */
export function verdictOn({ verdicts }: Pick<Incident, 'verdicts'>, rule: string, device: string): Verdict | undefined {
  const of = (id: string | undefined) => verdicts.find((one) => one.rule === rule && one.device === id);
  const [general, own] = [of(undefined), of(device)];
  if (general === undefined || own === undefined) return (own ?? general)?.verdict;
  // What was said of all after what was said of one is the later word.
  return (general.seq > own.seq ? general : own).verdict;
}

/** Whether every rule that spoke of the incident was judged a false alarm, or one of something harmless, on this device. */
export function cleared(incident: Pick<Incident, 'verdicts' | 'rules'>, device: string): boolean {
  return incident.rules.every(({ rule }) => {
    const verdict = verdictOn(incident, rule, device);
    return verdict === 'benign' || verdict === 'false';
  });
}

/** Rules that nobody has judged: not even that it cannot be known. */
export function unverified({ rules, verdicts }: Pick<Incident, 'verdicts' | 'rules'>): readonly string[] {
  return rules.flatMap(({ rule }) => (verdicts.some((one) => one.rule === rule && one.device === undefined) ? [] : [rule]));
}

/**
 * What is still to be shown of a device before it counts as recovered: the firmware that it reports is the one it should run, its credential is newer than what befell it, and it behaved as ever for `normalFor`
 * milliseconds after the last that was seen, by a sensor that was alive to the end. None where all was shown.
 */
export function lacksOf(incident: Pick<Incident, 'first' | 'last'>, device: IncidentDevice, normalFor: number = NORMAL_FOR): readonly string[] {
  const { firmware, credential, behaviour } = device;
  const lacks: string[] = [];
  if (firmware === undefined) lacks.push('no firmware digest was reported');
  else if (firmware.digest !== firmware.expected) lacks.push('it reports another firmware than it should run');
  if (credential === undefined) lacks.push('no new credential');
  else if (credential.issuedAt <= incident.last) lacks.push('its credential is from before the last that was seen');
  if (behaviour === undefined) lacks.push('its behaviour was not watched since');
  else {
    const since: Instant = behaviour.since > incident.last ? behaviour.since : incident.last;
    if (behaviour.heardUntil < behaviour.until) lacks.push('the sensor fell silent before the end: nothing is known of its behaviour');
    else if (behaviour.until - since < normalFor) lacks.push(`${hours(Math.max(0, behaviour.until - since))} of normal behaviour, of ${hours(normalFor)}`);
  }
  return lacks;
}

function hours(milliseconds: number): string {
  return `${figure(Math.round(milliseconds / 360_000) / 10)} h`;
}

/** The devices that are neither cleared nor shown to be well, each with what is lacking. */
export function owing(incident: Incident, normalFor: number = NORMAL_FOR): readonly { readonly device: IncidentDevice; readonly lacks: readonly string[] }[] {
  return [...incident.devices.values()].flatMap((device) => {
    const lacks = cleared(incident, device.id) ? [] : lacksOf(incident, device, normalFor);
    return lacks.length === 0 ? [] : [{ device, lacks }];
  });
}
