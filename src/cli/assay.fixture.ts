import { Instant } from '../core/index.ts';
import type { Io } from './command.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

/** Commands typed in a folder, in an environment of their own and at a fixed moment; what they print, and with what status they end. */
export function assayIn(folder: string, { env = {}, at = '2026-11-23T00:00:00Z' }: { readonly env?: Io['env']; readonly at?: string } = {}) {
  return async (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
    let [out, err] = ['', ''];
    const code = await run(args, COMMANDS, {
      cwd: folder,
      env,
      now: () => Instant.parse(at),
      interactive: false,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    });
    return { code, out, err };
  };
}
