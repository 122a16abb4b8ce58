import type { Detection } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { type FoldingSaved, folding } from '../incident/fold.ts';
import type { FoldedIncident } from '../incident/model.ts';

/** An engine over one stream of events. `input` names what an event was read from. */
export interface Detector {
  observe(event: SecurityEvent, input: string): readonly Detection[];
  /** What is found only once all has come. */
  end(): readonly Detection[];
}

export interface Watched {
  readonly detections: readonly Detection[];
  /** Incidents that these opened, as they are now. */
  readonly opened: readonly FoldedIncident[];
}

/** Several engines over one stream, and the incidents that their detections fold into. */
export interface Watch {
  take(event: SecurityEvent, input: string): Watched;
  end(): Watched;
  /** All incidents, by when they began. */
  incidents(): readonly FoldedIncident[];
  /** Detections so far. */
  readonly detections: number;
  readonly saved: WatchSaved;
}

export interface WatchSaved {
  readonly detections: number;
  readonly incidents: FoldingSaved;
}

const NOTHING: Watched = { detections: [], opened: [] };

/** `from`: goes on where a snapshot ended. */
export function watch(detectors: readonly Detector[], from?: WatchSaved): Watch {
  const all = folding(from?.incidents);
  let count = from?.detections ?? 0;
  function folded(detections: readonly Detection[]): Watched {
    if (detections.length === 0) return NOTHING;
    count += detections.length;
    const opened: FoldedIncident[] = [];
    for (const one of detections) {
      const folded = all.take(one);
      if (folded?.opened === true) opened.push(folded.incident());
    }
    return { detections, opened };
  }
  return {
    take(event, input) {
      let found: Detection[] | undefined;
      for (const detector of detectors) {
        const detections = detector.observe(event, input);
        if (detections.length > 0) found = found === undefined ? [...detections] : [...found, ...detections];
      }
      return found === undefined ? NOTHING : folded(found);
    },
    end: () => folded(detectors.flatMap((detector) => detector.end())),
    incidents: () => all.incidents(),
    get detections() {
      return count;
    },
    get saved() {
      return { detections: count, incidents: all.saved };
    },
  };
}
