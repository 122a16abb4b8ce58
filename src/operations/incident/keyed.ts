import { hexHash } from '../../core/index.ts';

/** Stands for a name on the ledger: the same for the same name, and nothing to who does not have the secret. 16 hex digits. */
export function keyedBy(secret: string): (name: string) => string {
  return (name) => hexHash('sha256', JSON.stringify([secret, name])).slice(0, 16);
}
