import type { Evidence } from './model.ts';

/** Something was seen. The ledger entry's type is `type`, its body the statement. */
export interface EvidenceRecorded {
  readonly type: 'evidence.recorded';
  readonly body: Evidence;
}
