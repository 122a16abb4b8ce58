import { type Duration, Instant } from '../../core/index.ts';

/** What is known of one device when its recovery is asked about; absent where nobody said. */
export interface Standing {
  readonly device: string;
  /** What it reports that it runs, and when it said so, where that is known. */
  readonly firmware?: string;
  /** Its credential in use, and from when that is. */
  readonly credential?: { readonly serial: string; readonly since: Instant; readonly fingerprint?: string };
  readonly quarantined: boolean;
  /** The time over which it was heard and nothing was found, as far as sensors saw. */
  readonly normal?: { readonly from: Instant; readonly until: Instant; readonly events: number; readonly detections: number };
}

/** What recovery takes. */
export interface Wanted {
  /** Firmware that counts as good: versions or digests. */
  readonly firmware: readonly string[];
  /** Credentials from before this are the incident's. */
  readonly since: Instant;
  /** How long it has to behave as usual. */
  readonly normalFor: Duration;
}

export interface Question {
  readonly ask: 'firmware' | 'credential' | 'behaviour' | 'service';
  readonly answer: 'yes' | 'no' | 'cannot-be-known';
  /** What that rests on, in a sentence. */
  readonly evidence: string;
}

export interface Recovery {
  readonly device: string;
  readonly recovered: boolean;
  readonly questions: readonly Question[];
}

/** Whether one device is itself again: each question with what it rests on. Nothing known is no yes. Pure. */
export function recoveryOf({ device, firmware, credential, quarantined, normal }: Standing, { firmware: good, since, normalFor }: Wanted): Recovery {
  const questions: readonly Question[] = [
    firmware === undefined
      ? { ask: 'firmware', answer: 'cannot-be-known', evidence: 'it has not reported its firmware' }
      : { ask: 'firmware', answer: good.includes(firmware) ? 'yes' : 'no', evidence: `it reports ${firmware}` },
    credential === undefined
      ? { ask: 'credential', answer: 'cannot-be-known', evidence: 'no credential of it is in use' }
      : {
          ask: 'credential',
          answer: credential.since >= since ? 'yes' : 'no',
          evidence: `certificate ${credential.serial} is in use, issued ${Instant.format(credential.since)}`,
        },
    behaviour(normal, normalFor, since),
    { ask: 'service', answer: quarantined ? 'no' : 'yes', evidence: quarantined ? 'it is in quarantine' : 'it is not in quarantine' },
  ];
  return { device, recovered: questions.every(({ answer }) => answer === 'yes'), questions };
}

function behaviour(normal: Standing['normal'], normalFor: Duration, since: Instant): Question {
  if (normal === undefined || normal.events === 0) return { ask: 'behaviour', answer: 'cannot-be-known', evidence: 'no sensor heard it since' };
  const { from, until, events, detections } = normal;
  const over = `${events} events from ${Instant.format(from)} to ${Instant.format(until)}`;
  if (detections > 0) return { ask: 'behaviour', answer: 'no', evidence: `${detections} detections in ${over}` };
  const begin = from > since ? from : since;
  // What was not yet seen for long enough is not known, and is nothing against it.
  if (until - begin < normalFor) return { ask: 'behaviour', answer: 'cannot-be-known', evidence: `${over}, and that is not long enough` };
  return { ask: 'behaviour', answer: 'yes', evidence: `nothing was found in ${over}` };
}
