import { chmodSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { cpeText } from '../../component/cpe.ts';
import { Classes } from '../classes.ts';
import { baseOf, isDistribution, packageKey, releaseOf, repositoryKey } from '../ecosystem.ts';
import { advisoryFaults } from '../faults.ts';
import { ADVISORY_LIMITS } from '../limits.ts';
import type { Advisory, Item, Unread } from '../model.ts';
import { isOfScope, type Scope, scopeOfDump } from '../scope.ts';
import { createDatabase, INDEXES } from './database.ts';
import { digestOf, type Inputs } from './inputs.ts';
import { readInput } from './read.ts';
import { putSealed } from './seal.ts';

/** Makes the index of these inputs in `file`, whole or not at all. Throws `Refused` (ASSAY-ADVISORY-001) where the inputs hold nothing that could be read. */
export async function buildIndex(inputs: Inputs, file: string): Promise<void> {
  const building = `${file}.${process.pid}.building`;
  rmSync(building, { force: true });
  const db = createDatabase(building);
  try {
    db.exec('BEGIN');
    const writer = new Writer(db);
    const read: { name: string; hex: string }[] = [];
    for (const input of inputs.files) {
      const scope = scopeOfDump(input.path, input.name);
      let [whole, speaks] = [true, false];
      for await (const item of readInput(input, (hex) => read.push({ name: input.name, hex }))) {
        // A dump of which something could not be read is not all of it, and neither is one that is empty or of something else, whatever its name is.
        if (item.kind === 'unread') whole = false;
        if (item.kind === 'advisory' && scope !== undefined) speaks ||= item.advisory.affected.some((each) => isOfScope(each, scope));
        writer.put(item);
      }
      if (whole && speaks && scope !== undefined) writer.holds(scope);
    }
    writer.end(inputs, digestOf(read));
    db.exec(INDEXES.join(';'));
    db.exec('COMMIT');
    db.close();
    chmodSync(building, 0o600);
    putSealed(building, file);
  } finally {
    if (db.isOpen) db.close();
    rmSync(building, { force: true });
  }
}

class Writer {
  readonly #db: DatabaseSync;
  readonly #advisory;
  readonly #package;
  readonly #product;
  readonly #exploited;
  readonly #likely;
  readonly #classes = new Classes();
  readonly #covered = new Map<string, Map<string, number>>();
  readonly #whole: Scope[] = [];
  readonly #told: Unread[] = [];
  #counts = { advisories: 0, withdrawn: 0, products: 0, exploited: 0, likely: 0, unread: 0 };

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#advisory = db.prepare('INSERT INTO advisory (id, body) VALUES (?, ?)');
    this.#package = db.prepare('INSERT INTO package (ecosystem, name, advisory, n, body) VALUES (?, ?, ?, ?, ?)');
    this.#product = db.prepare('INSERT INTO product (product, advisory, n, vendor, body) VALUES (?, ?, ?, ?, ?)');
    this.#exploited = db.prepare('INSERT OR REPLACE INTO exploited (cve, body) VALUES (?, ?)');
    this.#likely = db.prepare('INSERT OR REPLACE INTO likely (cve, score, percentile) VALUES (?, ?, ?)');
  }

  put(item: Item): void {
    switch (item.kind) {
      case 'advisory':
        this.#put(item.advisory);
        break;
      case 'exploited':
        this.#counts.exploited += 1;
        this.#exploited.run(item.exploited.cve, JSON.stringify(item.exploited));
        break;
      case 'likely':
        this.#counts.likely += 1;
        this.#likely.run(item.likely.cve, item.likely.score, item.likely.percentile);
        break;
      case 'unread':
        this.#tell(item.unread);
    }
  }

  holds(scope: Scope): void {
    this.#whole.push(scope);
  }

  #tell(unread: Unread): void {
    this.#counts.unread += 1;
    if (this.#told.length < ADVISORY_LIMITS.told) this.#told.push(unread);
  }

  #put(advisory: Advisory): void {
    const { id, aliases, upstream, affected, withdrawn, unread } = advisory;
    this.#counts.advisories += 1;
    this.#classes.join(id, aliases);
    if (unread[0] !== undefined) this.#tell({ file: id, field: '', why: unread[0] });
    if (withdrawn !== undefined) {
      this.#counts.withdrawn += 1;
      return;
    }
    const number = this.#counts.advisories;
    const { format, source, summary, vectors, modified } = advisory;
    this.#advisory.run(number, JSON.stringify({ id, format, source, aliases, upstream, summary, vectors, ...(modified === undefined ? {} : { modified }) }));
    const covers = new Set<string>();
    let named = false;
    affected.forEach((each, n) => {
      if (each.kind === 'product') {
        named = true;
        const { vendor, product } = each.cpe;
        if (product.kind !== 'text') return;
        const body = { cpe: cpeText(each.cpe), status: each.status, range: each.range, ...(each.with === undefined ? {} : { with: each.with }) };
        this.#product.run(product.text, number, n, vendor.kind === 'text' ? vendor.text : '', JSON.stringify(body));
        return;
      }
      const key = packageKey(each.ecosystem, each.name);
      const release = isDistribution(each.ecosystem) ? releaseOf(each.ecosystem.slice(baseOf(each.ecosystem).length)) : undefined;
      const doubt = each.doubt === undefined ? {} : { doubt: each.doubt };
      const body = JSON.stringify({ status: each.status, versions: each.versions, ...(release === undefined ? {} : { release }), ...doubt });
      this.#package.run(key.ecosystem, key.name, number, n, body);
      // The last word of a repository is the upstream name by which C code is known.
      if (key.ecosystem === 'GIT') {
        const last = repositoryKey(each.name).split('/').at(-1) ?? '';
        if (last !== '') this.#package.run('GIT-NAME', last, number, n, body);
      }
      covers.add(`${key.ecosystem}\0${release ?? ''}`);
    });
    if (named) this.#counts.products += 1;
    for (const each of covers) {
      const [ecosystem = '', release = ''] = each.split('\0');
      const releases = this.#covered.get(ecosystem) ?? new Map<string, number>();
      releases.set(release, (releases.get(release) ?? 0) + 1);
      this.#covered.set(ecosystem, releases);
    }
  }

  end({ key }: Inputs, digest: string): void {
    const counts = this.#counts;
    // The catalogue of what is exploited and the chances say nothing of what is affected: alone they would leave every component unmatched without a word.
    if (counts.advisories === 0) {
      const [first] = this.#told;
      throw new Refused(
        advisoryFaults.fault('001', {
          message: 'what was given holds no advisory that could be read',
          ...(first === undefined ? {} : { file: first.file }),
          expected: 'records of OSV, CSAF documents, or CVEs of the NVD; the KEV catalogue and EPSS only beside them',
          found: first?.why ?? 'nothing',
          remedy: 'Give a file or folder as its database publishes it.',
        }),
      );
    }
    const alias = this.#db.prepare('INSERT INTO alias (name, shown) VALUES (?, ?)');
    for (const [name, shown] of this.#classes.all()) if (name !== shown) alias.run(name, shown);
    const meta = this.#db.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
    const ecosystems = [...this.#covered].map(([name, releases]) => [name, [...releases]]);
    meta.run('coverage', JSON.stringify({ ...counts, ecosystems, whole: this.#whole, told: this.#told, refusedJoins: this.#classes.refused }));
    meta.run('key', key);
    meta.run('digest', digest);
  }
}
