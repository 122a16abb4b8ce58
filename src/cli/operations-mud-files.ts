import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pemBlocks } from '../core/der/armour.ts';
import { Refused } from '../core/index.ts';
import { compiled } from '../operations/declared/compile.ts';
import { mudFaults } from '../operations/declared/faults.ts';
import type { MudRead } from '../operations/declared/model.ts';
import type { Policy } from '../operations/declared/policy.ts';
import { readMud } from '../operations/declared/read.ts';
import { addressOf, macOf } from '../operations/event/address.ts';
import type { Io } from './command.ts';

const MOST_BYTES = 4 * 1024 * 1024;

/** A MUD file as it was read, with its bytes, over which its signature is. Throws `Refused` (ASSAY-MUD-001, -002, -010, ASSAY-JSON-…). */
export function mudNamed(path: string, io: Pick<Io, 'cwd'>): MudRead & { readonly bytes: Uint8Array } {
  const bytes = bytesOf(path, io);
  return { ...readMud(new TextDecoder().decode(bytes), path), bytes };
}

/** Policies of MUD files, each with the devices it is for after an equals sign, and their versions after an at sign; for all where none is named. Throws `Refused` (ASSAY-MUD-001, -002, -010, ASSAY-JSON-…). */
export function policiesOf(texts: readonly string[], io: Pick<Io, 'cwd'>): readonly Policy[] {
  return texts.map((text) => {
    const at = text.lastIndexOf('=');
    const [device = '*', version] = at === -1 ? [] : text.slice(at + 1).split('@', 2);
    const { mud } = mudNamed(at === -1 ? text : text.slice(0, at), io);
    return {
      id: mud.url,
      device: addressOf(device) ?? macOf(device) ?? device,
      ...(version === undefined ? {} : { versions: [version] }),
      table: compiled(mud),
      mudUrl: mud.url,
    };
  });
}

/** The bytes of a file that is not large. Throws `Refused` (ASSAY-MUD-010). */
export function bytesOf(path: string, io: Pick<Io, 'cwd'>): Uint8Array {
  const full = resolve(io.cwd, path);
  try {
    const { size } = statSync(full);
    if (size <= MOST_BYTES) return readFileSync(full);
    throw unread(path, `it has ${size} bytes, and at most ${MOST_BYTES} are read`);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw unread(path, (error as Error).message);
  }
}

/** The certificates of files in PEM, or of one in DER. Throws `Refused` (ASSAY-MUD-010). */
export function certificatesIn(paths: readonly string[], io: Pick<Io, 'cwd'>): readonly X509Certificate[] {
  return paths.flatMap((path) => {
    const bytes = bytesOf(path, io);
    try {
      const blocks = bytes[0] === 0x30 ? [bytes] : pemBlocks(new TextDecoder().decode(bytes), 'CERTIFICATE', path);
      if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
    } catch (error) {
      throw unread(path, (error as Error).message);
    }
    throw unread(path, 'there is no certificate in it');
  });
}

function unread(path: string, why: string): Refused {
  return new Refused(
    mudFaults.fault('010', {
      message: `${path} cannot be read: ${why}`,
      file: path,
      expected: 'a MUD file, its signature, or a certificate in PEM or DER',
      remedy: 'Check the path and what stands there.',
    }),
  );
}
