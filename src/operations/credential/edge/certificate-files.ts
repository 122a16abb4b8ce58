import { X509Certificate } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pemBlocks } from '../../../core/der/armour.ts';
import { Refused } from '../../../core/index.ts';
import { readFileBytes } from '../../../map/edge/files.ts';
import { credentialFaults } from '../faults.ts';
import type { Credential } from '../model.ts';
import { strengthOf } from '../strength.ts';

const MOST = { bytes: 1024 * 1024, files: 10_000, depth: 8, blocks: 200 };
const NAMES = /\.(?:pem|crt|cer|der|p7c)$/i;

/**
 * Certificates in a file, or in every file of a folder that is named as one (`.pem`, `.crt`, `.cer`, `.der`); private keys beside them are passed over. `shown`: what faults and the inventory
 * call the path. Throws `Refused` (ASSAY-CREDENTIAL-004) for a path with no certificate in it, and for a named file that is none.
 */
export function certificatesAt(path: string, shown = path): readonly Credential[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw unread(shown, 'a file or a folder', 'nothing there');
  const files = found.isDirectory() ? filesIn(path, shown, 0) : [{ path, shown }];
  if (files.length > MOST.files) throw unread(shown, `at most ${MOST.files} files`, `${files.length}`);
  const folder = found.isDirectory();
  const all = files.flatMap((file) => certificatesIn(file.path, file.shown, folder));
  if (all.length === 0) throw unread(shown, 'certificates, PEM or DER', 'none');
  // The same certificate in several files is one credential.
  const one = new Map<string, Credential>();
  for (const each of all) {
    const before = one.get(each.id);
    one.set(each.id, before === undefined ? each : { ...before, usedAt: [...new Set([...before.usedAt, ...each.usedAt])] });
  }
  return [...one.values()];
}

function filesIn(path: string, shown: string, depth: number): readonly { readonly path: string; readonly shown: string }[] {
  if (depth > MOST.depth) return [];
  // No link is followed: it could lead round in a ring, or out of what was named.
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((each) => {
      const at = { path: join(path, each.name), shown: join(shown, each.name) };
      if (each.isDirectory()) return filesIn(at.path, at.shown, depth + 1);
      return each.isFile() && NAMES.test(each.name) ? [at] : [];
    });
}

function certificatesIn(path: string, shown: string, lenient: boolean): readonly Credential[] {
  const bytes = readFileBytes(path, { bytes: MOST.bytes });
  const text = Buffer.from(bytes).toString('latin1');
  const armoured = text.includes('-----BEGIN ');
  // A key alone, as it lies beside its certificate.
  if (armoured && !text.includes('-----BEGIN CERTIFICATE-----') && lenient) return [];
  try {
    const blocks = armoured ? pemBlocks(text, 'CERTIFICATE', shown, MOST.blocks) : [bytes];
    if (blocks.length === 0) throw unread(shown, 'a certificate', 'no block CERTIFICATE');
    return blocks.map((der) => credentialOf(new X509Certificate(der), shown));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw unread(shown, 'a certificate, PEM or DER', error instanceof Error ? error.message.slice(0, 100) : 'something else');
  }
}

function credentialOf(certificate: X509Certificate, shown: string): Credential {
  const mark = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const key = strengthOf(certificate.publicKey.export({ format: 'der', type: 'spki' }));
  const name = /(?:^|\n)CN=([^\n]{1,100})/.exec(certificate.subject)?.[1] ?? certificate.subjectAltName?.slice(0, 100) ?? mark.slice(0, 16);
  return {
    id: `file:${mark.slice(0, 32)}`,
    kind: certificate.ca ? 'ca-key' : 'server-certificate',
    name,
    source: 'file',
    strength: key,
    usedAt: [shown],
    mark,
    lineage: `file:${shown}:${name}`,
    issuedByAssay: false,
    by: [],
    issuedAt: Date.parse(certificate.validFrom),
    expiresAt: Date.parse(certificate.validTo),
  };
}

function unread(file: string, expected: string, found: string): Refused {
  return new Refused(
    credentialFaults.fault('004', {
      message: 'no certificates can be read there',
      file,
      expected,
      found,
      remedy: 'Name a certificate as PEM or DER, or a folder that holds some.',
    }),
  );
}
