import { z } from 'zod';
import { Digest, isInstantText } from '../../core/index.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';
import { LINKS } from './link.ts';

// What the ledger says of releases. Ids, figures, codes and digests: paths, commits' words and whatever else a reason may say stand in a file that can be erased.

const moment = z.string().refine(isInstantText, 'RFC 3339 in UTC');
const digest = z.string().refine((text): text is Digest => Digest.isText(text), 'sha256: and 64 hex digits');
const object = z.string().refine((text): text is ObjectId => isObjectId(text), 'the name of a git object');
const name = z.string().min(1).max(250);
const counts = z.record(z.string().max(63), z.number()).refine((all) => Object.keys(all).length <= 200, 'at most 200 figures');

export const aboutSchema = z.object({
  release: name,
  since: name.optional(),
  commit: object.optional(),
  tree: object.optional(),
  artifact: digest.optional(),
});

export const recordedSchema = z.object({
  /** The element of the map that evidence was recorded about; absent where it was none. */
  part: z.string().max(300).optional(),
  link: z.enum(LINKS),
  about: aboutSchema,
  state: z.enum(['proven', 'broken', 'unknown']),
  counts,
  at: moment,
  inputs: z.array(z.object({ name: z.string().max(200), digest })).max(100),
  /** How many reasons of each code. */
  codes: counts,
  /** Of the whole fact, with its reasons, as it stands in the data folder. */
  fact: digest,
});

const actor = z.string().min(1).max(80);
const what = z.string().min(1).max(200);

/** Absent where a name was typed and nobody signed. */
const signed = z.object({ key: z.string().max(100), envelope: digest }).optional();
export const askedSchema = z.object({ id: what, release: name, what, by: actor, at: moment, until: moment, reason: z.string().min(1).max(500), signed });
export const grantedSchema = z.object({
  id: what,
  by: actor,
  at: moment,
  signed,
  /** That the register had the two who signed as two people, each confirmed by somebody else. */
  apart: z.boolean().optional(),
  /** Which register that was. Whoever grants names it. */
  people: digest.optional(),
});

export const publishedSchema = z.object({
  release: name,
  at: moment,
  policy: digest,
  /** Of the signed statement. */
  envelope: digest,
  about: aboutSchema.omit({ release: true, since: true }),
  exceptions: z.array(what).max(100),
  /** How the review got through; absent where the policy did not ask for it, and the release says nothing of what comes before another. */
  review: z.enum(['passed', 'policy', 'exception']).optional(),
  /** Of the key that signed the statement: `SHA256:…`. */
  key: z.string().max(100).optional(),
  /** Where it stands on the code log, where it was handed in. */
  index: z.int().min(0).optional(),
});

/** The map as it was when its risks were analysed for a release. */
export const analysedSchema = z.object({ release: name, by: actor, at: moment, map: digest, content: digest, signed });

export const baselineSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  part: z.string().max(300),
  /** Of the list of findings, as it stands in the data folder. */
  list: digest,
  findings: z.int().min(0),
  added: z.int().min(0),
  by: actor,
  approvedBy: actor.optional(),
  at: moment,
});

/** Releases that may not go out, or a key that nothing may rest on, until the hold ends. `order`: its name, of whatever asked for it. */
export const holdBegunSchema = z.object({
  order: what,
  what: z.enum(['release', 'key']),
  /** Of releases their names, or `*`; of a key each of its names: `SHA256:…` as the register has it, `sha256:` and the digest of the public key as DER. */
  names: z.array(what).min(1).max(20),
  by: actor,
  at: moment,
  reason: z.string().min(1).max(500),
  signed,
});
export const holdEndedSchema = z.object({ order: what, by: actor, at: moment, signed });

export const LINK_RECORDED = 'development.link.recorded' as const;
export const EXCEPTION_ASKED = 'development.exception.asked' as const;
export const EXCEPTION_GRANTED = 'development.exception.granted' as const;
export const EXCEPTION_WITHDRAWN = 'development.exception.withdrawn' as const;
export const RELEASE_PUBLISHED = 'development.release.published' as const;
export const RELEASE_REFUSED = 'development.release.refused' as const;
export const MAP_ANALYSED = 'development.map.analysed' as const;
export const BASELINE_SET = 'development.baseline.set' as const;
export const HOLD_BEGUN = 'development.hold.begun' as const;
export const HOLD_ENDED = 'development.hold.ended' as const;

export type LinkRecorded = z.output<typeof recordedSchema>;
export type Published = z.output<typeof publishedSchema>;
export type Analysed = z.output<typeof analysedSchema>;
export type BaselineSet = z.output<typeof baselineSchema>;

export type ExceptionEvent =
  | { readonly type: typeof EXCEPTION_ASKED; readonly body: z.output<typeof askedSchema> }
  | { readonly type: typeof EXCEPTION_GRANTED; readonly body: z.output<typeof grantedSchema> }
  | { readonly type: typeof EXCEPTION_WITHDRAWN; readonly body: z.output<typeof grantedSchema> };

export type HoldEvent =
  | { readonly type: typeof HOLD_BEGUN; readonly body: z.output<typeof holdBegunSchema> }
  | { readonly type: typeof HOLD_ENDED; readonly body: z.output<typeof holdEndedSchema> };
