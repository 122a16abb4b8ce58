import { type Duration, Instant } from '../../core/index.ts';
import type { Statement } from '../statement/statement.ts';
import { subjectFor } from './artifact.ts';
import { sameRepository } from './repository.ts';
import { levelIn, refsIn, type Summary } from './summary.ts';

/** What a reader of a summary expects. A trusted verifier is a pair: who signed, and as what verifier (SLSA 1.2, "How to verify" a VSA). */
export interface SummaryExpectation {
  readonly verifier: string;
  /** The address that the artifact or the source is fetched from. */
  readonly resource: string;
  /** Of the artifact, by algorithm; of a revision under `gitCommit`. */
  readonly digests: ReadonlyMap<string, string>;
  /** Such as SLSA_SOURCE_LEVEL_3: this level of its track, or a higher one; or a property, which has to be there as it is. */
  readonly levels: readonly string[];
  /** How old it may be. */
  readonly within?: Duration;
  /** A ref that has to have pointed to the revision. */
  readonly ref?: string;
  readonly at: Instant;
}

export interface SummaryCheck {
  readonly name: 'signature' | 'subject' | 'verifier' | 'resource' | 'result' | 'levels' | 'fresh' | 'ref';
  readonly state: 'proven' | 'broken' | 'unknown';
  readonly what: string;
}

/** A clock may be so far ahead of ours. */
const AHEAD_MS = 300_000;

/** Holds a summary against what is expected, every check with its answer. `signed`: why the signature of the verifier does not hold, or nothing where it does. Pure. */
export function checkSummary(statement: Statement, summary: Summary, expected: SummaryExpectation, signed: string | undefined): readonly SummaryCheck[] {
  const subject = subjectFor(statement, expected);
  const check = (name: SummaryCheck['name'], good: boolean, what: string, otherwise: string): SummaryCheck => ({
    name,
    state: good ? 'proven' : 'broken',
    what: good ? what : otherwise,
  });
  const missing = expected.levels.filter((level) => !reaches(summary.levels, level));
  return [
    check('signature', signed === undefined, 'Signed by the verifier’s signer.', `The signature does not hold: ${signed ?? ''}.`),
    check('subject', subject !== undefined, 'It is about this.', 'It is about something else.'),
    check(
      'verifier',
      summary.verifier === expected.verifier,
      `The verifier is ${summary.verifier}.`,
      `The verifier is ${summary.verifier}, who is not trusted here.`,
    ),
    check(
      'resource',
      summary.resource === expected.resource || sameRepository(summary.resource, expected.resource),
      `It speaks of ${summary.resource}.`,
      `It speaks of ${summary.resource}.`,
    ),
    check('result', summary.passed, 'The verifier let it pass.', 'The verifier did not let it pass.'),
    check(
      'levels',
      missing.length === 0,
      `It states ${summary.levels.join(', ') || 'no level'}.`,
      `It does not state ${missing.join(', ')}, but ${summary.levels.join(', ') || 'nothing'}.`,
    ),
    freshness(summary, expected),
    ...(expected.ref === undefined || subject === undefined
      ? []
      : [check('ref', refsIn(subject).includes(expected.ref), `${expected.ref} pointed to it.`, `It does not say that ${expected.ref} pointed to it.`)]),
  ];
}

function freshness({ verifiedAt }: Summary, { within, at }: SummaryExpectation): SummaryCheck {
  if (verifiedAt === undefined)
    return {
      name: 'fresh',
      state: within === undefined ? 'proven' : 'unknown',
      what: within === undefined ? 'No age was asked for.' : 'It does not say when it was made.',
    };
  const moment = Instant.parse(verifiedAt);
  if (moment > at + AHEAD_MS) return { name: 'fresh', state: 'broken', what: `It was made at ${verifiedAt}, which is to come.` };
  if (within !== undefined && at - moment > within) return { name: 'fresh', state: 'broken', what: `It was made at ${verifiedAt}, which is too long ago.` };
  return { name: 'fresh', state: 'proven', what: `It was made at ${verifiedAt}.` };
}

function reaches(levels: readonly string[], wanted: string): boolean {
  const found = /^SLSA_(SOURCE|BUILD)_LEVEL_([0-4])$/.exec(wanted);
  if (found === null) return levels.includes(wanted);
  const stated = levelIn(levels, found[1] === 'SOURCE' ? 'SOURCE' : 'BUILD');
  return stated !== undefined && stated >= Number(found[2]);
}
