import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refused } from '../core/index.ts';
import { writeFileWhole } from '../map/edge/files.ts';
import type { Actions, Outcome } from '../operations/playbook/ports.ts';
import type { Call } from '../operations/playbook/run.ts';
import { acted } from './operations-playbook-functions.ts';
import { askedByHttp } from './operations-playbook-http.ts';
import type { Told } from './operations-playbook-incident.ts';
import { previewOf } from './operations-playbook-preview.ts';
import { addressOf, done, failed, type Reach, wordsOf } from './operations-playbook-reach.ts';

/** The commands that can be run here; all else is refused before a run begins. */
export const RUNNABLE: ReadonlySet<string> = new Set(['assay', 'manual', 'http-api']);

export function actsOf(reach: Reach): Actions {
  const receipt = (key: string) => join(reach.folder, `${key}.receipt.json`);
  const told = (key: string): Outcome | undefined => {
    if (!existsSync(receipt(key))) return undefined;
    const { said, out } = JSON.parse(readFileSync(receipt(key), 'utf8')) as { said: string; out: Readonly<Record<string, string>> };
    return done(said, out);
  };
  const kept = (key: string, outcome: Outcome): Outcome => {
    if (outcome.kind === 'done') writeFileWhole(receipt(key), JSON.stringify({ said: outcome.said, out: outcome.out }), { overwrite: true });
    return outcome;
  };
  const performed = async (call: Call, stop: AbortSignal, taking?: string): Promise<Outcome> => {
    mkdirSync(reach.folder, { recursive: true });
    const before = told(call.key);
    if (before !== undefined) return before;
    const outcome = call.type === 'http-api' ? await askedByHttp(call, reach.hosts, reach.secret, stop) : await refusing(() => acted(call, reach, taking));
    if (outcome.kind === 'done' || outcome.kind === 'failed') await reach.tell(toldOf(call, reach, outcome, taking));
    return kept(call.key, outcome);
  };
  return {
    preview: (call) => previewOf(call, reach),
    perform: performed,
    // A file that is written again is the same file, a look is a look, and our own ledgers know an act by its key; what may have gone out to another host without a receipt is known to nobody.
    outcome: (call) =>
      Promise.resolve(
        told(call.key) ??
          (call.type === 'http-api' && !/^(?:GET|HEAD|PUT|DELETE) /.test(call.command)
            ? { kind: 'unknown', why: 'the request may have gone out, and no answer was kept' }
            : { kind: 'never-begun' }),
      ),
    undo: (call, how) => performed({ ...call, key: `${call.key}-undo`, type: 'assay', command: how, gives: {} }, new AbortController().signal, call.key),
  };
}

function toldOf(call: Call, { folder }: Reach, outcome: Extract<Outcome, { readonly kind: 'done' | 'failed' }>, taking: string | undefined): Told {
  const { verb, names } = wordsOf(call);
  // A look takes nobody out of service: what it saw is told of each device by itself.
  const devices = call.type === 'assay' && !/^(?:measure|verify)-/.test(verb) ? names.map(addressOf) : [];
  return {
    type: 'act',
    run: basename(folder),
    call: call.key,
    outcome: outcome.kind === 'failed' ? 'failed' : taking === undefined ? 'done' : 'undone',
    devices,
    text: `${call.says}: ${outcome.kind === 'done' ? outcome.said : outcome.why}`.slice(0, 4000),
  };
}

/** What a function refuses is an outcome. */
async function refusing(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return failed(error.faults.map(({ code, message }) => `${code} ${message}`).join('; '));
  }
}

/** Values by which a drill goes on, where a step gives some. */
const PRETENDED: Readonly<Record<string, string>> = { bool: 'true', integer: '0', long: '0', float: '0' };

/** Does nothing, and says of everything that it would have. */
export function drill(reach: Reach): Actions {
  const pretended = (call: Call) =>
    Promise.resolve(
      done(
        'a drill: nothing was done',
        Object.fromEntries(Object.entries(call.gives).flatMap(([name, type]) => (PRETENDED[type] === undefined ? [] : [[name, PRETENDED[type]]]))),
      ),
    );
  return { preview: (call) => previewOf(call, reach), perform: pretended, outcome: pretended, undo: pretended };
}
