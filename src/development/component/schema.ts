import type { Json } from '../../core/index.ts';
import type { Violation } from './violation.ts';
import type { Xsd } from './xsd.ts';

/** The official schemas by the version of the format, from `edge/schemas.ts`: pure rooms are given them. */
export interface BomSchemas {
  /** What breaks the JSON schema, with field and expectation; empty for a valid document. */
  readonly json: (version: CycloneDxVersion) => (document: Json) => readonly Violation[];
  readonly xml: (version: CycloneDxVersion) => Xsd;
}

export const CYCLONEDX_XML_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;
/** JSON began with 1.2. */
export const CYCLONEDX_JSON_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;

export type CycloneDxVersion = (typeof CYCLONEDX_XML_VERSIONS)[number];
