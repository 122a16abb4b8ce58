import type { Cpe } from '../component/cpe.ts';
import type { Purl } from '../component/purl.ts';

export const VEX_FORMATS = ['openvex', 'csaf', 'cyclonedx'] as const;
export type VexFormat = (typeof VEX_FORMATS)[number];

export const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;
export type VexStatus = (typeof VEX_STATUSES)[number];

/** The five reasons of OpenVEX, which are the flags of CSAF. */
export const JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;
export type Justification = (typeof JUSTIFICATIONS)[number];

/** What a statement is about: a product, or a component in one. Only what can be told from others counts. */
export interface Subject {
  readonly purls: readonly Purl[];
  readonly cpes: readonly Cpe[];
  readonly hashes: readonly { readonly algorithm: string; readonly hex: string }[];
  /** `serial` of a bill of materials and a `ref` in it, of CycloneDX alone. */
  readonly inBom?: { readonly serial?: string; readonly ref: string };
  /** The only versions that are meant, where the document lists them apart from the name; a component has to be of one of them. */
  readonly versions?: readonly string[];
  /** As the document names it, for a page. */
  readonly said: string;
}

export interface VexStatement {
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly product: Subject;
  /** Empty where the statement is about the product as a whole. */
  readonly components: readonly Subject[];
  readonly status: VexStatus;
  readonly justification?: Justification;
  /** In words: why, or what to do. */
  readonly reason: string;
  /** Of the document that it stands in. */
  readonly author: string;
  readonly document: string;
  readonly format: VexFormat;
  /** When it was so; undefined where nothing tells. */
  readonly at?: string;
  /** When it ends: its reason does not hold longer. */
  readonly until?: string;
}

export interface VexDocument {
  readonly format: VexFormat;
  readonly id: string;
  readonly author: string;
  readonly at?: string;
  readonly statements: readonly VexStatement[];
  /** What was not read, or breaks a rule of the format, each in a sentence. */
  readonly problems: readonly string[];
}
