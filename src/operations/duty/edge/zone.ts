import { type Instant, Refused } from '../../../core/index.ts';
import { dutyFaults } from '../faults.ts';
import type { Zone } from '../zone.ts';

/**
 * A zone of the IANA data base by its name, `Europe/Brussels` or `UTC`, by the rules that this machine has. At the edge, since a law that changes the clocks changes the answer.
 * Throws `Refused` (ASSAY-DUTY-006) where nobody here knows it.
 */
export function zoneNamed(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    // The one thing that it refuses is a zone that it does not know.
    throw new Refused(
      dutyFaults.fault('006', {
        message: `"${name}" is no time zone that is known here`,
        field: 'zone',
        expected: 'a name of the IANA data base, such as Europe/Brussels',
        found: name,
        remedy: 'Name the zone of the authority that is told.',
      }),
    );
  }
  return {
    name,
    offset(at: Instant): number {
      const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
      const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? Number.NaN;
      const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
      return shown - Math.floor(at / 1000) * 1000;
    },
  };
}
