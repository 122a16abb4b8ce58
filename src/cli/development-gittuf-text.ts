import { Instant } from '../core/index.ts';
import type { GittufReading } from '../development/source/edge/gittuf.ts';
import { counted } from './table.ts';

/** What is said of gittuf below the answer of a review. */
export function gittufNotes({ attestations, requests, refused, policy, policyExpired, log }: GittufReading): readonly string[] {
  const ends = policy?.expires === undefined ? '' : `, and ${policyExpired ? 'ended' : 'ends'} on ${Instant.format(Instant.of(policy.expires)).slice(0, 10)}`;
  const others = refused.length === 0 ? '' : `; ${counted(refused.length, 'file')} could not be read`;
  return [
    `gittuf has ${counted(attestations, 'attestation')} of reviews and ${counted(requests, 'pull request')}${others}. A forge’s key that signs them for everybody proves what the forge says, and not each reviewer.`,
    ...(policy === undefined
      ? []
      : [
          `Its policy names ${counted(policy.people.length, 'person', 'people')} and ${counted(policy.appKeys.length, 'key')} of a forge’s app${ends}. Its word is the repository’s own: which keys count says the register.`,
        ]),
    ...(log === undefined ? [] : logNotes(log)),
  ];
}

function logNotes(log: NonNullable<GittufReading['log']>): readonly string[] {
  const wrong = log.faults.length + log.broken.length;
  const [fault] = log.faults;
  const [moved] = log.moved;
  return [
    `Its log has ${counted(log.entries, 'entry', 'entries')}, signed by ${counted(log.keys.size, 'key')}; ${counted(log.unsigned, 'entry', 'entries')} unsigned, ${log.unchecked} by signatures that are not checked here.`,
    ...(wrong === 0
      ? []
      : [`The log does not hold together in ${counted(wrong, 'place')}${fault === undefined ? '' : `: ${fault.commit.slice(0, 12)} ${fault.what}`}.`]),
    ...(moved === undefined
      ? []
      : [
          `${counted(log.moved.length, 'ref')} stand elsewhere than the log says, such as ${moved.ref}: logged at ${moved.logged.slice(0, 12)}, stands at ${moved.stands.slice(0, 12)}.`,
        ]),
  ];
}

export function gittufJson({ attestations, requests, refused, policy, policyExpired, log }: GittufReading): object {
  return {
    attestations,
    requests,
    refused,
    ...(policy === undefined
      ? {}
      : {
          policy: {
            ...(policy.expires === undefined ? {} : { expires: Instant.format(Instant.of(policy.expires)) }),
            expired: policyExpired,
            appKeys: policy.appKeys,
            people: policy.people,
          },
        }),
    ...(log === undefined
      ? {}
      : {
          log: {
            entries: log.entries,
            annotations: log.annotations,
            skipped: log.skipped,
            unsigned: log.unsigned,
            unchecked: log.unchecked,
            keys: Object.fromEntries(log.keys),
            broken: log.broken,
            faults: log.faults,
            moved: log.moved,
          },
        }),
  };
}
