import { z } from 'zod';
import type { Brand } from '../core/index.ts';
import { Digest, Duration, isInstantText, type Layer } from '../core/index.ts';

/** How it was seen, strongest first. */
export const METHODS = ['drill', 'runtime', 'probe', 'import', 'attestation'] as const;
export type Method = (typeof METHODS)[number];

/** 4 for a drill down to 0 for an attestation. */
export function strength(method: Method): number {
  return METHODS.length - 1 - METHODS.indexOf(method);
}

/** The id of a control, declared in src/assurance/controls. Attack steps name the controls that close them by it. */
export type ControlId = Brand<string, 'ControlId'>;

/**
 * `element`, `element/variant`, `element#member` or `element/variant#member`: an element of the map by id (part, flow, link, gate, asset,
 * policy, or the service), one of its variants, one of its members. Evidence about the whole covers its variants and members.
 */
export const subjectSchema = z
  .string()
  .max(300)
  .regex(/^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)?(?:#[A-Za-z0-9._:-]+)?$/, 'an element of the map, with /variant or #member where it is narrower');

export const evidenceSchema = z.strictObject({
  subject: subjectSchema,
  claim: z.string().max(100),
  value: z.json(),
  observedAt: z.string().refine(isInstantText, 'RFC 3339 in UTC'),
  /** How long the statement may be relied on. */
  validFor: z.string().refine((value) => Duration.isText(value), 'an ISO 8601 duration such as P90D'),
  /** Who or what saw it: a tool and its version, a person's role, an organisation. */
  source: z.string().min(1).max(300),
  method: z.enum(METHODS),
  /** A concrete defect, where the evidence cites one. */
  finding: z
    .strictObject({
      id: z.string().max(200),
      title: z.string().max(500),
      severity: z.enum(['none', 'low', 'medium', 'high', 'critical']).optional(),
      refs: z.array(z.string().max(500)).max(100).optional(),
    })
    .optional(),
  /** Of a class: how many there are, how many were seen, and how they were chosen. */
  population: z.strictObject({ total: z.int().min(0), seen: z.int().min(0), query: z.string().max(2000) }).optional(),
  /**
   * Whose it is and what of the subject it speaks of, as opaque digests: `by` gives them their meaning, `accounts` are tenants, accounts or owners, `members` what was
   * looked at (of ill: what was found wanting). A later good statement takes back an earlier failure only of what it looked at itself.
   */
  covers: z
    .strictObject({
      by: z.string().min(1).max(100),
      accounts: z.array(z.string().regex(/^[0-9a-f]{12}$/)).max(200),
      members: z
        .array(z.string().regex(/^[0-9a-f]{8}$/))
        .max(4000)
        .optional(),
    })
    .optional(),
  /** Of the raw input the statement was drawn from; the input itself stays where it can be erased. `content`: of what it says, where the same may be written otherwise. */
  raw: z.strictObject({
    digest: z.string().refine((value) => Digest.isText(value), 'sha256: and 64 hex digits'),
    mediaType: z.string().max(200),
    content: z
      .string()
      .refine((value) => Digest.isText(value), 'sha256: and 64 hex digits')
      .optional(),
  }),
});

export type Evidence = z.infer<typeof evidenceSchema>;

/** Evidence as it stands on the ledger. */
export interface RecordedEvidence extends Evidence {
  readonly seq: number;
}

/** A claim is declared once. Undeclared claims are refused. `whenTrue` completes the sentence "It was seen that {subject} …". */
export interface ClaimDeclared {
  readonly id: string;
  readonly layer: Layer;
  readonly whenTrue: string;
  readonly value: z.ZodType;
  /** Default validity, ISO 8601. */
  readonly validFor: string;
}
