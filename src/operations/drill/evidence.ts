import { Instant } from '../../core/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import { endOf } from './decide.ts';
import type { DeviceOutcome } from './judge.ts';
import type { Drill } from './model.ts';

const SOURCE = 'Assay, drill of detection';

/** In which words a device's outcome is a defect. */
const WHY = {
  late: 'seen too late',
  missed: 'not seen by what was declared',
  silent: 'not heard of at all: its sensor was silent',
} as const;

/**
 * What a drill shows. `fleet`: the part is a device or gateway. Every device has to be seen in time, or the statement says that it was not; each time that was
 * measured is a statement of its own. Good from the moment at which the drill ended, whenever it is judged.
 */
export function drillEvidence(drill: Drill, outcomes: readonly DeviceOutcome[], fleet: boolean, raw: Evidence['raw']): readonly Evidence[] {
  const short = outcomes.flatMap(({ outcome }) => (outcome === 'seen' ? [] : [outcome]));
  const observedAt = Instant.format(endOf(drill));
  const common = { subject: drill.part, observedAt, source: SOURCE, method: 'drill' as const, raw };
  const kinds = [...new Set(short)].map((kind) => `${short.filter((one) => one === kind).length} ${WHY[kind]}`);
  return [
    {
      ...common,
      claim: fleet ? 'fleet.intrusion-detected' : 'monitoring.alerts-tested',
      value: short.length === 0,
      validFor: 'P35D',
      ...(short.length === 0
        ? {}
        : { finding: { id: `drill:${drill.id}`, title: `Of ${outcomes.length} in the drill ${drill.id}: ${kinds.join(', ')}`, severity: 'high' as const } }),
    },
    ...outcomes.flatMap(({ latency }) =>
      latency === undefined ? [] : [{ ...common, claim: 'detection.latency', value: `PT${latency / 1000}S`, validFor: 'P180D' }],
    ),
  ];
}
