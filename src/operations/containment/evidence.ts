import { Duration, Instant } from '../../core/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import type { Incident, IncidentDevice } from '../incident/model.ts';
import { cleared, lacksOf } from '../incident/recovery.ts';

const SOURCE = 'Assay, handling of an incident';

/** How one device was handled, by what was measured alone. */
export interface Handled {
  /** Keyed. */
  readonly device: string;
  /** From being seen misbehaving to being cut off. Absent: no sensor showed that it was, after something was done about it. */
  readonly cut?: Duration;
  /** From the first action on it to the moment at which it was shown to be well. Absent: it was not shown. */
  readonly back?: Duration;
  /** What was not measured of it. */
  readonly lacks: readonly string[];
}

/** How each device was handled that was not cleared. A word of a person is no measurement, and silence without an action is no containment. Pure. */
export function handledOf(incident: Incident): readonly Handled[] {
  return [...incident.devices.values()].flatMap((device) => (cleared(incident, device.id) ? [] : [handled(incident, device)]));
}

function handled(incident: Incident, device: IncidentDevice): Handled {
  const { contained, firmware, credential, behaviour } = device;
  const acts = incident.actions.flatMap((one) => (one.outcome === 'done' && one.devices.includes(device.id) ? [one.at] : []));
  const acted = acts.length === 0 ? undefined : Instant.of(Math.min(...acts));
  const cut =
    acted === undefined || contained?.by !== 'assay' || contained.heardUntil < acted
      ? undefined
      : Duration.seconds(Math.max(0, Math.max(contained.since, acted) - incident.raised) / 1000);
  const shown = [firmware, credential, behaviour];
  const lacks = [
    ...(cut === undefined ? ['no sensor showed that it was cut off'] : []),
    ...lacksOf(incident, device),
    ...(shown.some((one) => one !== undefined && one.by !== 'assay') ? ['its recovery rests on the word of a person'] : []),
  ];
  const well = lacks.length === (cut === undefined ? 1 : 0);
  const back =
    well && acted !== undefined ? Duration.seconds((Math.max(...shown.flatMap((one) => (one === undefined ? [] : [one.at]))) - acted) / 1000) : undefined;
  return { device: device.id, ...(cut === undefined ? {} : { cut }), ...(back === undefined ? {} : { back }), lacks };
}

/** What the handling of an incident that is closed shows of a part. `observed`: when it was closed. Nothing where no device was measured to be cut off: that is not known, and no failure. */
export function containmentEvidence(
  incident: Incident,
  { part, observed, raw }: { readonly part: string; readonly observed: Instant; readonly raw: Evidence['raw'] },
): readonly Evidence[] {
  const all = handledOf(incident);
  if (!all.some(({ cut }) => cut !== undefined)) return [];
  const total = Math.max(all.length, incident.deviceCount);
  const common = {
    subject: part,
    observedAt: Instant.format(observed),
    source: SOURCE,
    method: incident.exercise ? ('drill' as const) : ('runtime' as const),
    raw,
  };
  const judged = (claim: string, validFor: string, good: number, what: string): Evidence => ({
    ...common,
    claim,
    value: good === total,
    validFor,
    ...(good === total ? {} : { finding: { id: `incident:${incident.id}`, title: `Of ${total} devices, ${total - good} ${what}`, severity: 'high' as const } }),
  });
  const took = (claim: string, validFor: string, times: readonly (Duration | undefined)[]): readonly Evidence[] =>
    times.flatMap((one) => (one === undefined ? [] : [{ ...common, claim, value: `PT${Math.ceil(one / 1000)}S`, validFor }]));
  const back = all.filter((one) => one.back !== undefined);
  return [
    judged('fleet.quarantine-drilled', 'P92D', back.filter(({ cut }) => cut !== undefined).length, 'were not shown to be cut off and brought back'),
    judged('recovery.verified', 'P180D', back.length, 'were not shown to be well again'),
    ...took(
      'csirt.containment-latency',
      'P180D',
      all.map(({ cut }) => cut),
    ),
    ...took(
      'recovery.duration',
      'P365D',
      all.map((one) => one.back),
    ),
  ];
}
