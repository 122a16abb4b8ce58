import type { Instant } from '../../../core/index.ts';
import type { WitnessPolicy } from '../cosignature.ts';
import { type LogView, viewOf } from '../link.ts';
import { cosignedOf } from './cosigning.ts';
import { openCodeLog } from './open.ts';

/**
 * What the code log of a data folder says of a repository, every entry verified, and how far witnesses have seen it by this policy. For `logLink`. Throws what opening the log throws
 * (ASSAY-CODELOG-002 where there is none).
 */
export async function readLogView(dataDir: string, repository: string, now: () => Instant, policy?: WitnessPolicy): Promise<LogView> {
  const { take, view } = viewOf(repository);
  const log = await openCodeLog({ dataDir, now, mode: 'read', take });
  try {
    const cosigned = policy === undefined ? undefined : cosignedOf(log.ledger, log.folder, policy, now);
    return view(cosigned === undefined ? undefined : { size: cosigned.size, by: cosigned.by.map(({ witness }) => witness), checkpoint: cosigned.note });
  } finally {
    await log.close();
  }
}
