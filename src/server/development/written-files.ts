import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../core/index.ts';
import type { Lifecycle } from '../../development/lifecycle/model.ts';
import { readLifecycle } from '../../development/lifecycle/read.ts';
import { type ReleasePolicy, readPolicy } from '../../development/release/policy.ts';
import { readTextFile } from '../../map/edge/files.ts';
import type { ServiceMap } from '../../map/model.ts';

// What the command line reads beside the map, the server reads in the folder of the service: it has no folder of a map. As with the rules that join discoveries,
// the operator puts them there. Neither stands on the ledger; what was published names the digest of the policy that it was held to.

export const POLICY_FILE = 'release-policy.yaml';
export const LIFECYCLE_FILE = 'lifecycle.yaml';

interface FaultShown {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly field?: string;
  readonly remedy: string;
}

export type Written<Value> =
  | { readonly state: 'none'; readonly file: string }
  | { readonly state: 'refused'; readonly file: string; readonly faults: readonly FaultShown[] }
  | { readonly state: 'read'; readonly file: string; readonly value: Value };

export const policyIn = (dataDir: string): Written<ReleasePolicy> => written(dataDir, POLICY_FILE, readPolicy);

/** Held against the map of the moment: a lifecycle of today may name what the map did not have then, and says so. */
export const lifecycleIn = (dataDir: string, map: ServiceMap): Written<Lifecycle> =>
  written(dataDir, LIFECYCLE_FILE, (text, file) => readLifecycle(text, file, map));

const MOST_FAULTS = 20;

function written<Value>(dataDir: string, file: string, read: (text: string, file: string) => Value): Written<Value> {
  const path = join(dataDir, file);
  if (!existsSync(path)) return { state: 'none', file };
  try {
    return { state: 'read', file, value: read(readTextFile(path), file) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // The answer says so in its place: the rest of the page stands on the ledger, and can be shown.
    return {
      state: 'refused',
      file,
      faults: error.faults.slice(0, MOST_FAULTS).map(({ code, message, line, field, remedy }) => ({
        code,
        message,
        ...(line === undefined ? {} : { line }),
        ...(field === undefined ? {} : { field }),
        remedy,
      })),
    };
  }
}
