import type { Brand, Instant } from '../../core/index.ts';
import type { MemberId } from '../fleet/model.ts';

export type PassId = Brand<string, 'PassId'>;

/** Whom a pass lets in. */
export type PassOf = { readonly kind: 'member'; readonly member: MemberId } | { readonly kind: 'service'; readonly service: string };

/** What lets an app of a household or a service of the operator in, for a while. */
export interface Pass {
  readonly id: PassId;
  readonly of: PassOf;
  /** What its sessions are for: consent is given to a purpose. */
  readonly purpose: string;
  readonly until: Instant;
  /** Good for one CONNECT. */
  readonly once: boolean;
}

export const PASS_LIMITS = {
  seconds: { least: 10, most: 86_400 },
  /** At once, of one member or service, and of all. */
  each: 50,
  all: 200_000,
} as const;

/** A pass as it is sent in the place of a password: its id, and 256 random bits. A scanner for leaked secrets knows it by its form. */
const PATTERN = /^assay_(ps[a-f0-9]{20})_([A-Za-z0-9_-]{43})$/;
const LENGTH = 'assay_'.length + 22 + 1 + 43;

export const passText = (id: PassId, secret: string): string => `assay_${id}_${secret}`;

/** `undefined` for what no pass looks like. The bytes are anybody's. */
export function readPass(text: string): { readonly id: PassId; readonly secret: string } | undefined {
  if (text.length !== LENGTH) return undefined;
  const [, id, secret] = PATTERN.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id: id as PassId, secret };
}
