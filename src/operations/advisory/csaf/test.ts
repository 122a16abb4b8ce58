import type { Finding } from '../finding.ts';
import type { CsafDocument } from './document.ts';
import type { Edition } from './shape.ts';

/** One test of clause 6.1. It may be run on a document of any shape, and finds nothing in what is not there. */
export interface CsafTest {
  readonly id: string;
  readonly title: string;
  readonly editions: readonly Edition[];
  find(document: CsafDocument, say: Say): void;
}

export type Say = (path: string, message: string) => void;

export const BOTH: readonly Edition[] = ['2.0', '2.1'];
export const NEW: readonly Edition[] = ['2.1'];

export function runTest(test: CsafTest, document: CsafDocument, found: Finding[]): void {
  test.find(document, (path, message) => found.push({ test: test.id, path, message }));
}
