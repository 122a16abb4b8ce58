import { resolve } from 'node:path';
import { Instant } from '../core/index.ts';
import { verifySignature } from '../development/statement/edge/signatures.ts';
import type { VexDocument } from '../development/vex/model.ts';
import { VEX_LIMITS } from '../development/vex/read.ts';
import { receiveVex } from '../development/vex/received.ts';
import { readFileBytes } from '../map/edge/files.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { wrap } from './help.ts';
import { needed } from './parse.ts';
import { counted, wholeTable } from './table.ts';
import { momentOf } from './workspace.ts';

/** What a document states, until when, and which rules it breaks. Exits 1 where it breaks one, or a statement of it has ended. */
export function checkVex(args: Arguments, io: Io): Outcome {
  const file = needed(args, 1, 'a document of statements', { noun: 'development', verb: 'vex', usage: 'check FILE' });
  // What it says is looked at, and not by whom it is signed: that is asked where it would close something.
  const { document } = receiveVex(readFileBytes(resolve(io.cwd, file), VEX_LIMITS), file, { keys: [], files: new Set(), verify: verifySignature });
  const at = momentOf(args, io);
  const ended = document.statements.filter(({ until }) => until !== undefined && Instant.parse(until) <= at);
  const json = {
    file,
    format: document.format,
    id: document.id,
    author: document.author,
    statements: document.statements.map(statementJson),
    problems: document.problems,
    ended: ended.length,
  };
  return { json, text: checkText(file, document, ended.length), code: document.problems.length + ended.length === 0 ? 0 : 1 };
}

function statementJson({ vulnerability, aliases, product, components, status, justification, reason, at, until }: VexDocument['statements'][number]) {
  return { vulnerability, aliases, product: product.said, components: components.map(({ said }) => said), status, justification, reason, at, until };
}

function checkText(file: string, { format, author, statements, problems }: VexDocument, ended: number): string {
  const rows = statements
    .slice(0, 50)
    .map(({ vulnerability, status, product, components, until }) => [
      vulnerability,
      status.replaceAll('_', ' '),
      [product.said, ...components.map(({ said }) => said)].join(' > '),
      until ?? 'no end stated',
    ]);
  return [
    `${file}: ${format} of ${author === '' ? 'nobody who is named' : author}, ${counted(statements.length, 'statement')}`,
    '',
    ...(rows.length === 0 ? [] : [wholeTable(['vulnerability', 'status', 'of', 'until'], rows, 160), '']),
    ...(statements.length > rows.length ? [`… and ${statements.length - rows.length} more; --json has them.`, ''] : []),
    ...problems.slice(0, 50).flatMap((problem) => wrap(`Problem: ${problem}.`, 100)),
    problems.length === 0 ? 'It keeps every rule that was looked for.' : `${counted(problems.length, 'problem')}.`,
    ...(ended === 0 ? [] : [`${counted(ended, 'statement has', 'statements have')} ended.`]),
  ].join('\n');
}
