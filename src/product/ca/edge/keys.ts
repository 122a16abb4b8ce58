import { join } from 'node:path';
import { readCertificate } from '../certificate-read.ts';
import type { Signer } from '../model.ts';
import { readPublicKey } from '../public-key.ts';
import { openKeyFile } from './key-file.ts';
import { pkcs11Key } from './pkcs11.ts';
import { belongs, publicKeyOf, signerOf } from './signer.ts';
import type { KeptAuthority } from './tables.ts';

/** Opens the private keys of authorities. */
export interface Keys {
  /** A signer with the key of this authority. Throws `Refused`: ASSAY-CA-010 to -013, and -017 where the key is another than its certificate names. */
  open(authority: KeptAuthority): Promise<Signer>;
}

export interface KeyOptions {
  /** The authority's folder. */
  readonly folder: string;
  /** What opens a key: its passphrase, or the PIN of its token. Asked once for each key. Throws `Refused` (ASSAY-CA-012) where there is none. */
  readonly secret: (authority: KeptAuthority) => string;
  /** Where key files are that are kept elsewhere, by authority. */
  readonly files?: Readonly<Record<string, string>>;
  /** For `pkcs11-tool` and the module that it loads. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function keysOf({ folder, secret, files = {}, env }: KeyOptions): Keys {
  return {
    async open(authority) {
      const { id, place } = authority;
      const publicKey = readPublicKey(readCertificate(authority.certificate).publicKey);
      switch (place.kind) {
        case 'file': {
          const key = await openKeyFile(files[id] ?? join(folder, place.file), secret(authority), id);
          belongs(publicKeyOf(key), publicKey.der, id);
          return signerOf(key, publicKey.kind);
        }
        case 'pkcs11': {
          const key = pkcs11Key({ uri: place.uri, pin: secret(authority), env });
          belongs(await key.publicKey(), publicKey.der, id);
          return key.signer(publicKey.kind);
        }
      }
    },
  };
}
