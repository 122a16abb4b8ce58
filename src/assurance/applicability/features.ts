import { FACTS, type FactKey } from '../../map/facts.ts';
import type { Part } from '../../map/model.ts';
import type { ConditionNumber, FeatureLetter } from '../model.ts';
import { type Answer, anyOf, statedThenShown, UNKNOWN } from './answer.ts';
import * as show from './shown.ts';
import { stated } from './stated.ts';

/** One of the conditions or features of EN 303 645 Table B.1, as a question to the map. */
export interface Question {
  readonly about: string;
  /** The answer over all devices of the service. */
  readonly ask: (shown: show.Shown, devices: readonly Part[]) => Answer;
}

/** A fact that the map may state of each device, and what it may show of it besides. */
function fact(key: FactKey, shownBy?: show.ShownBy): Question {
  return {
    about: FACTS[key].about.replace(/ \([^)]*\)\.$/, ''),
    ask: (shown, devices) => anyOf(devices.map((device) => statedThenShown(stated(shown.map, device, key), shownBy?.(shown, device) ?? UNKNOWN))),
  };
}

/** A feature that has no fact of its own: shown by assets and flows, and out of the question where the device processes no personal data. */
function ofPersonalData(about: string, shownBy: show.ShownBy): Question {
  return {
    about,
    ask: (shown, devices) =>
      anyOf(
        devices.map((device) => {
          const answer = shownBy(shown, device);
          if (answer.value !== 'unknown') return answer;
          const processed = stated(shown.map, device, 'personal-data-processed');
          if (processed.value === 'no' && show.personalOf(shown, device).length === 0) return processed;
          return answer.decidedBy.length > 0 ? answer : { value: 'unknown', decidedBy: [device.id] };
        }),
      ),
  };
}

const updatable = fact('software-updatable', show.updated);

export const CONDITIONS: Readonly<Record<ConditionNumber, Question>> = {
  3: fact('software-not-updatable'),
  12: updatable,
  14: fact('guessing-defence-feasible'),
  15: fact('updates-feasible', show.updated),
  16: fact('critical-security-parameters', show.secretsHeld),
};

export const FEATURES: Readonly<Record<FeatureLetter, Question>> = {
  a: fact('passwords-used', show.passwords),
  b: fact('unique-password-preinstalled'),
  c: fact('cryptographic-authentication', show.cryptographic),
  d: fact('user-authentication', show.userSignIn),
  e: fact('network-authentication', show.networkSignIn),
  f: fact('software-mutable', show.updated),
  g: updatable,
  h: fact('automatic-updates'),
  i: fact('update-notices'),
  j: fact('network-updates', show.updatedOverNetwork),
  k: fact('security-parameters-stored', show.secretsStored),
  l: fact('hard-coded-identity'),
  m: fact('parameters-protect-updates-or-traffic'),
  n: fact('network-security-settings'),
  o: fact('critical-parameters-leave', show.secretsLeave),
  p: fact('unused-interfaces'),
  q: fact('debug-interfaces', show.debug),
  r: fact('physical-debug-ports', show.physicalDebug),
  s: fact('secure-boot'),
  t: ofPersonalData('Personal data goes from it to a service', show.personalSent),
  u: ofPersonalData('Sensitive personal data goes from it to a service', show.sensitiveSent),
  v: fact('senses-surroundings'),
  w: fact('telemetry-collected', show.telemetry),
  x: { about: 'A service stores personal data', ask: (shown) => show.storedByService(shown) },
  y: fact('consent-based-processing', show.byConsent),
  z: fact('personal-data-processed', show.personalProcessed),
  aa: ofPersonalData('Data is collected only for a total', show.forTotals),
};
