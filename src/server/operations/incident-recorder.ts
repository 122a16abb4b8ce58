import { Refused } from '../../core/index.ts';
import { draftsOf } from '../../operations/incident/edge/desk.ts';
import { secretOf } from '../../operations/incident/edge/sealed.ts';
import { ofOurOwn } from '../asker.ts';
import type { Service } from '../services/registry.ts';
import { type Grown, recordIncidentsQuestion } from './incident-acts.ts';

export interface IncidentRecorder {
  /** Enters what the watch found. What cannot be entered now is tried again. */
  take(grown: Grown): void;
  /** Resolves once what came is entered, or was tried for the last time. */
  settle(): Promise<void>;
}

/** Times that it is decided anew because something else was entered in between. */
const TRIES = 5;
const AGAIN_MS = 5000;

/** Opens incidents on the ledger of a service, and lets them grow, one entering after the other. */
export function incidentRecorder(service: Pick<Service, 'ledger' | 'dataDir' | 'ask' | 'append'>, failed: (message: string) => void): IncidentRecorder {
  let last: Promise<void> = Promise.resolve();
  let closed = false;

  async function enter(grown: Grown): Promise<void> {
    const secret = secretOf(service.dataDir);
    for (let left = TRIES; ; left -= 1) {
      const { events, size } = await ofOurOwn(() => service.ask(recordIncidentsQuestion, { grown, secret }));
      if (events.length === 0) return;
      try {
        await service.append(draftsOf(service.dataDir, events), size);
        return;
      } catch (error) {
        if (left <= 1 || !(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-LEDGER-003') throw error;
      }
    }
  }

  async function attempt(grown: Grown): Promise<void> {
    try {
      await enter(grown);
    } catch (error) {
      failed(`incidents were not entered: ${error instanceof Error ? error.message : String(error)}`);
      if (!closed) setTimeout(() => take(grown), AGAIN_MS).unref();
    }
  }

  function take(grown: Grown): void {
    // Where nothing can be entered, the journal of the watch keeps it until the record is whole again.
    if (service.ledger !== undefined) last = last.then(() => attempt(grown));
  }

  return {
    take,
    settle() {
      closed = true;
      return last;
    },
  };
}
