import { writeFileWhole } from '../map/edge/files.ts';
import type { Arguments, Option } from './command.ts';

export const DELIVER: readonly Option[] = [
  { name: 'out', kind: 'text', value: 'FILE', about: 'write to this file (default: standard output)' },
  { name: 'overwrite', kind: 'flag', about: 'replace the file where it exists' },
];

/** Text to the file that --out names, whole or not at all; else to standard output. */
export function deliver(args: Arguments, text: string, said: string): { text: string; notes?: string[]; file?: string } {
  const file = args.text('out');
  if (file === undefined) return { text };
  writeFileWhole(file, text.endsWith('\n') ? text : `${text}\n`, { overwrite: args.flag('overwrite') });
  return { text: '', notes: [`${said} is in ${file}.`], file };
}
