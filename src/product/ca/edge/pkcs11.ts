import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { bytesOfHex } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { readDer, TAG } from '../../../core/der/read.ts';
import { bits, joined, oid, sequence } from '../../../core/der/write.ts';
import { Refused } from '../../../core/index.ts';
import { caFaults } from '../faults.ts';
import type { KeyKind, Signer } from '../model.ts';
import { type Pkcs11Uri, readPkcs11Uri } from '../pkcs11-uri.ts';
import { signingWith } from '../signature.ts';

const TOOL = 'pkcs11-tool';
const DEADLINE_MS = 30_000;
const MOST_OUTPUT = 64 * 1024;
/** The variable that the PIN is in, for the child alone: what stands in its arguments, others on the machine can read. */
const PIN = 'ASSAY_PKCS11_PIN';

/** A key in a token, through OpenSC's `pkcs11-tool`: no native code in this process. */
export interface Pkcs11Key {
  /** DER SubjectPublicKeyInfo. Throws `Refused` (ASSAY-CA-013). */
  publicKey(): Promise<Uint8Array>;
  signer(kind: KeyKind): Signer;
  /** Makes the key pair in the token: the private key never leaves it. Throws `Refused` (ASSAY-CA-013, -015). */
  make(kind: KeyKind): Promise<void>;
}

interface Place {
  readonly uri: string;
  readonly pin: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

// The DigestInfo of SHA-256 that PKCS #1 v1.5 signs (RFC 8017 section 9.2, note 1).
const DIGEST_INFO = bytesOfHex('3031300d060960864801650304020105000420');

/** The key that a PKCS #11 URI (RFC 7512) names. Throws `Refused` (ASSAY-CA-013) where it is none. */
export function pkcs11Key({ uri, pin, env }: Place): Pkcs11Key {
  const key = readPkcs11Uri(uri);
  const ask = (args: readonly string[], input?: Uint8Array) => run(key, [...tokenArgs(key), ...args], { ...env, [PIN]: pin }, input);
  // One at a time: many tokens have one session, and each call is a process.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const login = ['--pin', `env:${PIN}`];
  const publicKey = () =>
    inTurn(async () => {
      // OpenSC 0.23 lists every key, and reads out no P-384 ones.
      const listed = pointIn(await ask([...login, '--list-objects', '--type', 'pubkey']), key);
      if (listed !== undefined) return listed;
      const der = await ask([...login, '--read-object', '--type', 'pubkey', ...objectArgs(key)]);
      readDer(der, 'public key of the token', { most: 4096 });
      return der;
    });
  return {
    publicKey,
    signer: (kind) => ({
      sign: (bytes) =>
        inTurn(() => {
          const { family, digest } = signingWith(kind);
          if (family === 'ed25519' || digest === undefined) throw refused(key, 'a key of P-256, P-384 or RSA', kind);
          const hashed = new Uint8Array(createHash(digest).update(bytes).digest());
          const signing = [...login, '--sign', ...objectArgs(key)];
          return family === 'ec'
            ? ask([...signing, '--mechanism', 'ECDSA', '--signature-format', 'openssl'], hashed)
            : ask([...signing, '--mechanism', 'RSA-PKCS'], joined(DIGEST_INFO, hashed));
        }),
    }),
    async make(kind) {
      // A second pair of the same name would make it a matter of chance which one signs.
      if (
        await publicKey().then(
          () => true,
          () => false,
        )
      ) {
        throw new Refused(
          caFaults.fault('015', {
            message: `the token holds a key ${key.object} already`,
            expected: 'no such key',
            found: 'one',
            remedy: 'Choose another name for the object.',
          }),
        );
      }
      const type = KEY_TYPES[kind];
      if (type === undefined) throw refused(key, 'a key of P-256, P-384 or RSA', kind);
      await inTurn(() => ask([...login, '--keypairgen', '--key-type', type, '--usage-sign', ...objectArgs(key)]));
    },
  };
}

const KEY_TYPES: Readonly<Partial<Record<KeyKind, string>>> = {
  'p-256': 'EC:prime256v1',
  'p-384': 'EC:secp384r1',
  'rsa-3072': 'rsa:3072',
  'rsa-4096': 'rsa:4096',
};

const tokenArgs = ({ module, token }: Pkcs11Uri): readonly string[] => ['--module', module, '--token-label', token];
// Signing looks at the id alone: without one, any key of the token would do.
const objectArgs = ({ object, id }: Pkcs11Uri): readonly string[] => ['--label', object, '--id', id];

/** The SubjectPublicKeyInfo of this elliptic key in a listing of all; `undefined` where it shows none. */
function pointIn(listing: Uint8Array, { id }: Pkcs11Uri): Uint8Array | undefined {
  const objects = Buffer.from(listing)
    .toString('latin1')
    .split(/^(?=\S)/m);
  const text = objects.find((object) => /^ *ID: +([0-9a-f]+)$/m.exec(object)?.[1] === id) ?? '';
  const [point, curve] = [/^ *EC_POINT: +([0-9a-f]{2,400})$/m, /^ *EC_PARAMS: +([0-9a-f]{2,80})$/m].map((line) => line.exec(text)?.[1]);
  if (point === undefined || curve === undefined) return undefined;
  const { content } = readDer(bytesOfHex(point), 'public key of the token', { tag: TAG.octets });
  return sequence(sequence(oid(OID.ecPublicKey), bytesOfHex(curve)), bits(content));
}

function run(key: Pkcs11Uri, args: readonly string[], env: Readonly<Record<string, string | undefined>>, input?: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(TOOL, args, { env: { ...env, LC_ALL: 'C' }, stdio: ['pipe', 'pipe', 'pipe'], timeout: DEADLINE_MS, killSignal: 'SIGKILL' });
    const out: Buffer[] = [];
    let [length, said] = [0, ''];
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_OUTPUT) child.kill('SIGKILL');
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('latin1')}`.slice(-4096);
    });
    child.on('error', () => reject(refused(key, `the program ${TOOL}, of the package opensc`, 'none on the PATH')));
    child.on('close', (status) => {
      if (status === 0 && length <= MOST_OUTPUT) return resolve(new Uint8Array(Buffer.concat(out)));
      // What else it says may name what nobody needs to read here.
      const why = /CKR_[A-Z_]+/.exec(said)?.[0] ?? (/No slot|not found/i.test(said) ? 'no such token or key' : `status ${status ?? 'killed'}`);
      reject(refused(key, 'an answer of the token', why));
    });
    // A program that ends before it has read closes the pipe: what it says is heard above.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function refused({ token, object }: Pkcs11Uri, expected: string, found: string): Refused {
  return new Refused(
    caFaults.fault('013', {
      message: `the token ${token} does not sign with its key ${object}`,
      expected,
      found,
      remedy: 'See to it that the token is there, that its PIN is right, and that it holds this key.',
    }),
  );
}
