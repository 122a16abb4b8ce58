import type { Evidence } from './model.ts';

/** Something was seen. */
export interface EvidenceRecorded {
  readonly type: 'evidence.recorded';
  readonly evidence: Evidence;
}
