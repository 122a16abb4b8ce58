import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Change, type Drift, driftOf, type VerdictMove, verdictMoves } from '../assurance/drift.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';
import { needed, WORKSPACE } from './parse.ts';
import { standardNamed } from './standards-named.ts';
import { counted } from './table.ts';
import { openWorkspace } from './workspace.ts';

export const drift: Command = {
  noun: 'standards',
  verb: 'drift',
  usage: 'OLD NEW',
  most: 2,
  about:
    'Compares two editions of a standard, each a name (ID or ID@EDITION) or a file: what was added, withdrawn, moved, split, merged or retitled, and which verdicts of the service that moves, and why. Nothing is imported.',
  options: [{ name: 'with', kind: 'texts', value: 'FILE', about: 'a document that a profile imports, found by its file name' }, ...WORKSPACE],
  examples: ['assay standards drift nist-csf NIST_CSF_v2.0_catalog.xml', 'assay standards drift nist-800-53@5.0 nist-800-53'],
  async run(args, io) {
    const [a, b] = [needed(args, 0, 'the older edition', drift), needed(args, 1, 'the newer edition', drift)];
    const [old, next] = [await standardNamed(a, args, io), await standardNamed(b, args, io)];
    const found = driftOf(old, next);
    const hasMap = args.text('service') !== undefined || existsSync(resolve(io.cwd, 'service.yaml'));
    const workspace = hasMap ? await openWorkspace(args, io) : undefined;
    const moves = workspace === undefined ? undefined : verdictMoves(old, next, found, workspace.map, workspace.position);
    return {
      json: { ...found, ...(moves === undefined ? {} : { verdicts: moves }) },
      text: driftText(found, moves),
      code: 0,
      ...(hasMap ? {} : { notes: ['No service map at hand: only the editions were compared.'] }),
    };
  },
};

const KINDS: readonly (readonly [Change['kind'], string])[] = [
  ['added', 'Added'],
  ['restored', 'In force again'],
  ['withdrawn', 'Withdrawn'],
  ['moved', 'Moved'],
  ['split', 'Split'],
  ['merged', 'Merged'],
  ['retitled', 'Retitled'],
  ['relevelled', 'Of another level'],
];

function line(change: Change): string {
  switch (change.kind) {
    case 'added':
    case 'restored':
      return `${change.id}: ${change.title}`;
    case 'withdrawn':
      return `${change.id}: ${change.reason}`;
    case 'moved':
    case 'split':
    case 'merged':
      return `${change.id} to ${change.to.join(', ')}: ${change.reason}`;
    case 'retitled':
      return `${change.id}: "${change.from}" is now "${change.to}"`;
    case 'relevelled':
      return `${change.id}: ${change.from.join(' ') || 'no level'} is now ${change.to.join(' ') || 'no level'}`;
  }
}

function driftText(found: Drift, moves: readonly VerdictMove[] | undefined): string {
  const item = (text: string) => wrap(text, 96).map((one, i) => (i === 0 ? `  ${one}` : `    ${one}`));
  const sections = KINDS.flatMap(([kind, title]) => {
    const own = found.changes.filter((change) => change.kind === kind);
    return own.length === 0 ? [] : ['', `${title} (${own.length}):`, ...own.flatMap((change) => item(line(change)))];
  });
  const moved =
    moves === undefined
      ? []
      : moves.length === 0
        ? ['', 'No verdict of the service moves.']
        : ['', `Verdicts that move (${moves.length}):`, ...moves.flatMap((move) => item(`${move.requirement}: ${move.from} to ${move.to}. ${move.why}`))];
  const side = ({ id, edition, inForce }: Drift['from']) => `${id} ${edition} (${inForce} in force)`;
  return [
    ...wrap(`From ${side(found.from)} to ${side(found.to)}: ${found.kept} kept, ${counted(found.changes.length, 'change')}.`, 100),
    ...found.notes.flatMap((note) => wrap(note, 100)),
    ...sections,
    ...moved,
  ].join('\n');
}
