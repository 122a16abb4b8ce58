import type { Arguments, Outcome } from './command.ts';
import { noAct } from './development-release-ledger.ts';
import { needed } from './parse.ts';

/** The acts of a command by the word that comes first, and what each does. */
type Acts = Readonly<Record<string, () => Outcome | Promise<Outcome>>>;

/** Does what the first word names. Throws `Refused` (ASSAY-CLI-003 where there is none, -004 where it is none of the acts). */
export async function runAct(args: Arguments, naming: { readonly noun: string; readonly verb: string; readonly usage: string }, acts: Acts): Promise<Outcome> {
  const words = Object.keys(acts);
  const word = needed(args, 0, `one of ${words.join(', ')}`, naming);
  const act = Object.hasOwn(acts, word) ? acts[word] : undefined;
  if (act === undefined) throw noAct(naming.verb, words, word);
  return act();
}
