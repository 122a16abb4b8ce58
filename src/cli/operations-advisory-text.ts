import type { Checked } from './operations-advisory.ts';
import { counted } from './table.ts';

const SHOWN = 50;

export function checkedText(checked: readonly Checked[]): string {
  const lines = checked.flatMap(({ file, format, findings }) => [
    `${file}: ${format}, ${findings.length === 0 ? 'valid' : `${counted(findings.length, 'fault')}`}`,
    ...findings.slice(0, SHOWN).map(({ test, path, message }) => `  ${test.padEnd(10)}${path === '' ? 'the whole' : path}: ${message}`),
    ...(findings.length > SHOWN ? [`  and ${findings.length - SHOWN} more: with --json all are listed`] : []),
  ]);
  return lines.join('\n');
}
