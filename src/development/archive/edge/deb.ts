import { Refused } from '../../../core/index.ts';
import { AR_HEADER, AR_MAGIC, arMember } from '../ar.ts';
import type { Collector } from '../collect.ts';
import { damaged } from '../damage.ts';
import type { TarSink } from '../tar.ts';
import type { Reading } from './filing.ts';
import type { Source } from './source.ts';
import { filePackedTar, unknown } from './tar.ts';

const MEMBERS = 64;

/**
 * A Debian package (deb(5)): what it installs under its own paths, and what it runs when it is installed under `DEBIAN/`. Throws `Refused` (ASSAY-ARCHIVE-001, -002).
 */
export async function fileDeb(source: Source, filing: TarSink, collector: Collector, reading: Reading): Promise<void> {
  let found = 0;
  let at = AR_MAGIC;
  for (let member = 0; at < source.size; member += 1) {
    if (member >= MEMBERS) throw new Refused(damaged(source.path, `has more than ${MEMBERS} members`, 'a Debian package, which has three or four'));
    const { name, from, size } = arMember(source.bytes(at, AR_HEADER), at, source.path);
    if (from + size > source.size) throw new Refused(damaged(source.path, 'ends within a member', 'a whole package'));
    if (/^data\.tar(?:\.|$)/.test(name)) {
      found += 1;
      await filePackedTar(source, from, from + size, filing, collector, reading);
    } else if (/^control\.tar(?:\.|$)/.test(name)) {
      found += 1;
      await filePackedTar(source, from, from + size, below('DEBIAN', filing), collector, reading);
    }
    // Members stand at even places.
    at = from + size + (size % 2);
  }
  if (found === 0) throw new Refused(unknown(source.path, 'an ar file that is no Debian package'));
}

function below(folder: string, filing: TarSink): TarSink {
  return {
    entry: (head) => filing.entry({ ...head, path: `${folder}/${head.path}`, ...(head.kind === 'hard-link' ? { target: `${folder}/${head.target}` } : {}) }),
    data: (piece) => filing.data(piece),
    end: () => filing.end(),
  };
}
