import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip that a test writes, hostile ones included: nothing is checked. */
export interface ZippedEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly mode?: number;
  /** The name that stands before the bytes, where it is another than the directory's. */
  readonly local?: string;
  /** A length that is not the content's. */
  readonly size?: number;
  readonly flags?: number;
  /** Left out of the directory. */
  readonly unlisted?: boolean;
  /** The number of the entry whose bytes it shares. */
  readonly shares?: number;
  /** Extra fields, in the directory alone. */
  readonly extra?: Uint8Array;
}

/** A zip of these entries, made on Unix, each deflated (APPNOTE 4.3). */
export function madeZip(entries: readonly ZippedEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const places: number[] = [];
  let at = 0;
  for (const { name, content = '', mode = 0o100644, local = name, size, flags = 0, shares, unlisted = false, extra = Buffer.alloc(0) } of entries) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size ?? bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = shares === undefined ? at : (places[shares] ?? 0);
    places.push(place);
    if (shares === undefined) {
      const before = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(local), packed]);
      before.writeUInt16LE(Buffer.byteLength(local), 26);
      parts.push(before);
      at += before.length;
    }
    const listed = Buffer.from(common);
    listed.writeUInt16LE(extra.length, 24);
    const after = Buffer.alloc(14);
    after.writeUInt32LE((mode << 16) >>> 0, 6);
    after.writeUInt32LE(place, 10);
    if (!unlisted) directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([20, 3]), listed, after, Buffer.from(name), extra]));
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}
