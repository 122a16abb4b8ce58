import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Digest } from '../../../core/index.ts';
import { readCpe } from '../../component/cpe.ts';
import { folderApart } from '../../git/edge/ending.ts';
import { vulnerabilitiesOf } from '../classes.ts';
import type { AdvisoryHead, Coverage, Lookup, PackageRow, ProductRow } from '../lookup.ts';
import type { Exploited, Likely } from '../model.ts';
import { buildApart } from './build-apart.ts';
import { noIndex, openDatabase } from './database.ts';
import { type Inputs, inputsOf } from './inputs.ts';
import { isPrivatePlace, isSealed } from './seal.ts';

/** An index that is open. */
export interface OpenIndex extends Lookup {
  /** Of the bytes of every file that was read. */
  readonly digest: Digest;
  /** True where it was made just now. */
  readonly made: boolean;
  /** False where others may write in the folder it would be kept in: it is made for this once, elsewhere. */
  readonly kept: boolean;
  close(): void;
}

/**
 * The index of a file or folder of advisories, kept in `file`: made where there is none of the inputs as they are now, or none that is as it was written. One that others could
 * write is neither used nor left. Throws `Refused` (ASSAY-ADVISORY-001 to -006).
 */
export async function openAdvisories(root: string, file: string): Promise<OpenIndex> {
  const inputs = inputsOf(root);
  if (!isPrivatePlace(file)) return openOnce(inputs);
  if (isSealed(file)) {
    const known = openDatabase(file);
    if (known !== undefined && metaOf(known, 'key') === inputs.key) return { ...lookupIn(known, file), made: false, kept: true };
    known?.close();
  }
  return { ...(await made(inputs, file)), made: true, kept: true };
}

async function openOnce(inputs: Inputs): Promise<OpenIndex> {
  const { path: folder, remove } = folderApart('advisories');
  try {
    const index = await made(inputs, join(folder, 'index.db'));
    const close = () => {
      index.close();
      remove();
    };
    return { ...index, made: true, kept: false, close };
  } catch (error) {
    remove();
    throw error;
  }
}

async function made(inputs: Inputs, file: string): Promise<Opened> {
  await buildApart(inputs, file);
  const db = openDatabase(file);
  if (db === undefined) throw noIndex(file, 'a file that went away');
  return lookupIn(db, file);
}

type Opened = Omit<OpenIndex, 'made' | 'kept'>;

function metaOf(db: DatabaseSync, name: string): string | undefined {
  const value = db.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
  return typeof value === 'string' ? value : undefined;
}

/** Answers are kept: a list of materials asks for one package many times. */
const MOST_KEPT = 50_000;

function lookupIn(db: DatabaseSync, file: string): Opened {
  try {
    const coverage = coverageOf(metaOf(db, 'coverage'), file);
    const packages = db.prepare('SELECT advisory, body FROM package WHERE ecosystem = ? AND name = ? ORDER BY advisory, n');
    const products = db.prepare('SELECT advisory, vendor, body FROM product WHERE product = ? ORDER BY advisory, n');
    const heads = db.prepare('SELECT body FROM advisory WHERE id = ?');
    const shown = db.prepare('SELECT shown FROM alias WHERE name = ?');
    const exploited = db.prepare('SELECT body FROM exploited WHERE cve = ?');
    const likely = db.prepare('SELECT score, percentile FROM likely WHERE cve = ?');
    const nameOf = (name: string) => String(shown.get(name)?.['shown'] ?? name);
    return {
      digest: (metaOf(db, 'digest') ?? '') as Digest,
      coverage,
      packages: kept((ecosystem: string, name: string) =>
        packages
          .all(ecosystem, name)
          .map((row) => ({ advisory: Number(row['advisory']), ...(JSON.parse(String(row['body'])) as Omit<PackageRow, 'advisory'>) })),
      ),
      products: kept((product: string) => products.all(product).flatMap(productRow)),
      head: kept((advisory: number): AdvisoryHead => {
        const body = heads.get(advisory)?.['body'];
        if (typeof body !== 'string') throw noIndex(file, `no advisory ${advisory}`);
        const { upstream, ...head } = JSON.parse(body) as Omit<AdvisoryHead, 'vulnerabilities'> & { readonly upstream: readonly string[] };
        return { ...head, vulnerabilities: vulnerabilitiesOf(head.id, head.aliases, upstream, nameOf) };
      }),
      exploited: (cve) => {
        if (coverage.exploited === 0) return undefined;
        const body = exploited.get(cve)?.['body'];
        return typeof body === 'string' ? (JSON.parse(body) as Exploited) : undefined;
      },
      likely: (cve): Likely | undefined => {
        if (coverage.likely === 0) return undefined;
        const row = likely.get(cve);
        return row === undefined ? undefined : { cve, score: Number(row['score']), percentile: Number(row['percentile']) };
      },
      close: () => db.close(),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function productRow(row: Record<string, unknown>): readonly ProductRow[] {
  const { cpe: text, ...body } = JSON.parse(String(row['body'])) as Omit<ProductRow, 'cpe' | 'advisory' | 'vendor'> & { readonly cpe: string };
  const { cpe } = readCpe(text);
  return cpe === undefined ? [] : [{ advisory: Number(row['advisory']), vendor: String(row['vendor']), cpe, ...body }];
}

type Stored = Omit<Coverage, 'ecosystems'> & { readonly ecosystems: readonly (readonly [string, readonly (readonly [string, number])[]])[] };

function coverageOf(text: string | undefined, file: string): Coverage {
  if (text === undefined) throw noIndex(file, 'an index that was not finished');
  const stored = JSON.parse(text) as Stored;
  return { ...stored, ecosystems: new Map(stored.ecosystems.map(([name, releases]) => [name, new Map(releases)])) };
}

function kept<A extends readonly (string | number)[], R>(ask: (...of: A) => R): (...of: A) => R {
  const answers = new Map<string | number, R>();
  return (...of) => {
    const key = of.length === 1 ? (of[0] as string | number) : of.join('\0');
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(...of);
    if (answers.size >= MOST_KEPT) answers.clear();
    answers.set(key, answer);
    return answer;
  };
}
