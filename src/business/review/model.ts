import { z } from 'zod';
import { Digest, Duration, type Instant, isInstantText } from '../../core/index.ts';

/** An opaque id or a role of the map. No name, no address: it goes on the ledger for ever. */
export const actorSchema = z
  .string()
  .max(80)
  .regex(/^[a-z0-9](?:[a-z0-9._:-]*[a-z0-9])?$/);

export const FIGURE_KINDS = ['count', 'moment', 'duration', 'digest', 'yes-or-no', 'durations', 'share', 'target'] as const;
export type FigureKind = (typeof FIGURE_KINDS)[number];

const digest = z.string().refine((value) => Digest.isText(value), 'sha256: and 64 hex digits');
const duration = z
  .string()
  .max(40)
  .refine((value) => Duration.isText(value), 'an ISO 8601 duration such as P9D');

/** One schema a kind of figure: what an answer brings is checked when it is given, and again when the ledger is read. */
export const FIGURE_SCHEMAS = {
  count: z.int().min(0).max(1_000_000_000),
  moment: z.string().refine(isInstantText, 'RFC 3339 in UTC'),
  duration,
  digest,
  'yes-or-no': z.boolean(),
  // One entry of the ledger holds 64 KiB.
  durations: z.array(duration).max(1000),
  share: z.number().min(0).max(1),
  // A moment that may be to come.
  target: z.string().refine(isInstantText, 'RFC 3339 in UTC'),
} as const satisfies Record<FigureKind, z.ZodType>;

export const figureSchema = z.union([z.number(), z.string().max(200), z.boolean(), z.array(z.string().max(40)).max(1000)]);
export type Figure = z.infer<typeof figureSchema>;
export type Figures = Readonly<Record<string, Figure>>;

export const rawSchema = z.strictObject({ digest, mediaType: z.string().min(1).max(200) });
export type Raw = z.infer<typeof rawSchema>;

/** How an answer came about: a person's word with a file, an export that Assay read itself or a discovery, or something that was done. */
export const ANSWER_METHODS = ['attestation', 'import', 'drill'] as const;
export type AnswerMethod = (typeof ANSWER_METHODS)[number];

export interface Answer {
  readonly task: string;
  readonly by: string;
  /** When what it says was so; not when it was typed in. */
  readonly observedAt: Instant;
  readonly at: Instant;
  readonly figures: Figures;
  readonly raw?: Raw;
  readonly method: AnswerMethod;
}

/** What later looks of the inventory show of what was to be gone. Counts alone: whose accounts they are stays in files. */
export interface Check {
  readonly task: string;
  readonly at: Instant;
  /** The moment of the newest look that covered it; absent where none did, and then nothing is confirmed. */
  readonly observedAt?: Instant;
  /** `decided` is `gone` and `present` and `unconfirmed`. */
  readonly decided: number;
  readonly gone: number;
  readonly present: number;
  readonly unconfirmed: number;
  /** What the look shows and nobody decided on, where that matters: a trust that is not on the list. */
  readonly unlisted: number;
  /** Of the report from which that look was drawn. */
  readonly raw?: Raw;
}

/** The names that a review brought along were erased: by whom, when, and the digests of what is no more. */
export interface Erased {
  readonly at: Instant;
  readonly by: string;
  readonly items?: string;
  readonly files: readonly string[];
}

export interface Items {
  readonly count: number;
  /** Of the file in the data folder. */
  readonly digest: string;
  /** Absent of reviews from before this was kept. */
  readonly source?: 'file' | 'inventory';
}

export type ReviewState = 'open' | 'closed' | 'abandoned';

export interface Review {
  readonly id: string;
  readonly kind: string;
  /** Ids of the map. */
  readonly subjects: readonly string[];
  /** Links of the map that the subjects stand behind, where the kind states something of links. */
  readonly links: readonly string[];
  readonly owner: string;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly items?: Items;
  /** By task; the newest counts. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly state: ReviewState;
  /** By task; the newest counts. */
  readonly checks: ReadonlyMap<string, Check>;
  /** Digests of every file that was brought along, also with answers that were given anew. */
  readonly files: readonly string[];
  readonly erased?: Erased;
  readonly endedAt?: Instant;
  readonly reason?: string;
}

export type Reviews = ReadonlyMap<string, Review>;
