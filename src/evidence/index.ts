/**
 * Evidence: what was seen, when, by what means, and how long it may be relied on. Home of the registry of claims.
 * What a control makes of it is in assurance/; what is on the map is in map/. Neither belongs here.
 */
export { CLAIMS, claimOf } from './claims/index.ts';
export type { EvidenceRecorded } from './events.ts';
export { evidenceFaults } from './faults.ts';
export { expiresAt, freshness } from './freshness.ts';
export { type ClaimDeclared, type ControlId, type Evidence, evidenceSchema, METHODS, type Method, type RecordedEvidence, strength } from './model.ts';
export { type ReadContext, readEvidence } from './read.ts';
export { coveredBy, parseSubject, type Subject } from './subject.ts';
export { EVIDENCE_RECORDED, type EvidenceView, evidenceDigest, evidenceView } from './views.ts';
