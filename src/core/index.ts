/**
 * The vocabulary that every folder speaks: moments, durations, digests, canonical JSON, faults, deciders, projections, judged answers.
 * Nothing that knows of maps, evidence or attacks belongs here, and nothing that touches the outside.
 */
export type { Brand } from './brand.ts';
export { canonicalJson } from './canonical-json.ts';
export { csv } from './csv.ts';
export type { Decider, Decision } from './decider.ts';
export { Digest, hexHash } from './digest.ts';
export { Duration, durationFaults } from './duration.ts';
export { defineFaults, type Fault, type FaultCatalogue, Refused, type Whose } from './fault.ts';
export { figure } from './figure.ts';
export { Instant, instantFaults, isInstantText } from './instant.ts';
export { FORBIDDEN_KEYS, JSON_LIMITS, type Json, type JsonLimits, jsonFaults, parseJson, place } from './json.ts';
export type { Judged } from './judged.ts';
export { LAYERS, type Layer } from './layer.ts';
export { nearest } from './nearest.ts';
export { fold, type Projection, type Recorded } from './projection.ts';
export { elementsOf, parseXml, textOf, XML_LIMITS, type XmlElement, type XmlLimits, xmlFaults } from './xml.ts';
