import { Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';

/** Of what is asked of a service before there is a map to ask it of. */
export function noMap(): Refused {
  return new Refused(
    serverFaults.fault('018', {
      message: 'this service has no map yet',
      expected: 'a map, imported, pasted or drawn',
      found: 'none',
      remedy: 'Bring one: import a model, paste YAML, or draw it.',
    }),
  );
}
