import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Refused } from '../../core/index.ts';
import type { VerifyReport } from '../../ledger/edge/check.ts';
import { serverFaults } from '../faults.ts';
import type { VerifyAnswer } from './model.ts';

const running = new Map<string, Promise<VerifyAnswer>>();

/** Recomputes a whole ledger in a thread of its own. Who asks while it runs gets the same answer. Throws `Refused` (ASSAY-SERVER-011). */
export function verifyApart(dataDir: string): Promise<VerifyAnswer> {
  const known = running.get(dataDir);
  if (known !== undefined) return known;
  const made = run(dataDir).finally(() => running.delete(dataDir));
  running.set(dataDir, made);
  return made;
}

function run(dataDir: string): Promise<VerifyAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: { dataDir }, name: 'verify' });
    worker.once('message', ({ report, ms }: { readonly report: VerifyReport; readonly ms: number }) => resolve(answerOf(report, ms)));
    const failed = () =>
      reject(new Refused(serverFaults.fault('011', { message: 'the ledger could not be verified here', remedy: 'Run assay ledger verify on its folder.' })));
    worker.once('error', failed);
    worker.once('exit', failed);
  });
}

function answerOf(report: VerifyReport, ms: number): VerifyAnswer {
  const { ok, head, checkpoints, firstBad, faults } = report;
  const entries = `${head.size.toLocaleString('en-GB')} ${head.size === 1 ? 'entry' : 'entries'}`;
  return {
    answer: ok
      ? `The server recomputed ${entries} and ${checkpoints} signed checkpoints, and all of them hold. That is the server's own word.`
      : `The record does not hold${firstBad === undefined ? '' : `: entry ${firstBad} is the first that is not what was signed`}.`,
    ok,
    size: head.size,
    root: head.root,
    checkpoints,
    firstBad: firstBad ?? null,
    // Where the folder stands on the server is nobody's business outside.
    faults: faults.map(({ code, message, file, expected, found }) => ({
      code,
      message: file === undefined ? message : message.replaceAll(file, basename(file)),
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
    })),
    ms,
  };
}
