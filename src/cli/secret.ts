import { resolve } from 'node:path';
import { readSecret } from '../product/ca/edge/secret.ts';
import type { Io } from './command.ts';

/** A secret from where a command says that it stands (`env:NAME`, `file:PATH`, `fd:NUMBER`); a path is seen from the folder that the command runs in. Throws `Refused` (ASSAY-CA-012). */
export function secretAt(source: string, { cwd, env }: Pick<Io, 'cwd' | 'env'>, what: string): string {
  return readSecret(source.startsWith('file:') ? `file:${resolve(cwd, source.slice('file:'.length))}` : source, env, what);
}
