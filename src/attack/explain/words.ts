import { figure } from '../../core/index.ts';

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'] as const;

/** Small numbers in words, others in digits with separators. */
export function numbered(n: number): string {
  return SMALL[n] ?? figure(n);
}

export function plural(n: number, word: string): string {
  return `${figure(n)} ${word}${n === 1 ? '' : 's'}`;
}
