// Checks what a code log of Assay, or any log of C2SP tlog-checkpoint, says of itself, with nothing but Node 20 or later:
//   node log-check.mjs FILE --key KEY [--witness KEY]… [--need N] [--statement FILE [--signer PEM]]
// FILE is a checkpoint, a proof that an entry is in the log (C2SP tlog-proof), or a proof that the log only grew (assay-log-consistency/1).
// KEY is a verifier key, name+id+base64, from elsewhere than FILE. --statement: the entry must be of this very file. --signer: and, where the file
// is a DSSE envelope, its payload must be signed by this public key. Exit 0: accepted. 1: refused, with the reason. 2: unreadable.
// It shares no code with what writes logs. docs/development-log.md says what the words mean.
import must from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';

const INCLUSION = 'c2sp.org/tlog-proof@v1';
const CONSISTENCY = 'assay-log-consistency/1';
const STATEMENT = 'application/vnd.in-toto+json';
const [LOG, WITNESS] = [0x01, 0x04]; // Types of signature: a log's own (signed-note), a witness's (tlog-cosignature).
const AHEAD_S = 300;

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leafHash = (entry) => sha256('\0', entry); // RFC 6962 section 2.1
const nodeHash = (left, right) => sha256('\x01', left, right);

/** Base64 in its one canonical spelling. */
function base64(text, what) {
  const bytes = Buffer.from(text ?? '', 'base64');
  must(text !== undefined && bytes.toString('base64') === text, `${what} is not base64`);
  return bytes;
}

/** A size or an index: no sign, no leading zero, and exact as a number. */
function whole(text, what) {
  must(/^(0|[1-9]\d{0,15})$/.test(text ?? '') && Number.isSafeInteger(Number(text)), `${what} is not a whole number`);
  return Number(text);
}

/** A verifier key; its id must belong to name, type and key (signed-note, "Signatures"). */
function keyOf(text, type) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const raw = base64(encoded, 'the verifier key');
  must(raw.length === 33 && raw[0] === type, 'the verifier key is of another type, or none');
  must(sha256(`${name}\n`, raw).toString('hex', 0, 4) === id, 'the id of the verifier key is of another name or key');
  return { name, id, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url', 1) }, format: 'jwk' }) };
}

/** A note: its text, with the final newline, and its signatures. */
function noteOf(note) {
  const blank = note.lastIndexOf('\n\n');
  must(note.length <= 65_536 && blank > 0 && note.endsWith('\n'), 'the checkpoint is no signed note');
  must(![...note].some((one) => one < ' ' && one !== '\n'), 'the checkpoint has control characters');
  const lines = note.slice(blank + 2, -1).split('\n');
  must(lines.length <= 100, 'the checkpoint has too many signatures');
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const blob = base64(encoded, 'a signature');
    must(blob.length > 4, 'a signature is too short');
    return { name, id: blob.toString('hex', 0, 4), bytes: blob.subarray(4) };
  });
  return { text: note.slice(0, blank + 1), signatures };
}

/** What a checkpoint says, once its log has signed it and `need` of the witnesses have cosigned it. */
function checkpointOf(note, { log, witnesses, need, now }) {
  const { text, signatures } = noteOf(note);
  const by = ({ name, id }) => signatures.filter((one) => one.name === name && one.id === id);
  must(by(log).length > 0, `no signature on the checkpoint is by ${log.name}+${log.id}`);
  for (const { bytes } of by(log)) must(verify(null, Buffer.from(text), log.key, bytes), `the signature of ${log.name} is not over this checkpoint`);
  const lines = text.slice(0, -1).split('\n');
  must(lines[0] === log.name && !lines.includes(''), 'the checkpoint is of another log, or has an empty line');
  const root = base64(lines[2], 'the root');
  must(root.length === 32, 'the root is not 32 bytes long');
  const cosigned = witnesses.flatMap((witness) => {
    const moments = by(witness).map(({ bytes }) => {
      must(bytes.length === 72, `the cosignature of ${witness.name} has another length`);
      const seconds = Number(bytes.readBigUInt64BE());
      const message = `cosignature/v1\ntime ${seconds}\n${text}`;
      must(verify(null, Buffer.from(message), witness.key, bytes.subarray(8)), `the cosignature of ${witness.name} is not over this checkpoint`);
      must(seconds <= now + AHEAD_S, `the cosignature of ${witness.name} is from the future`);
      return seconds;
    });
    return moments.length === 0 ? [] : [`${witness.name} at ${new Date(Math.max(...moments) * 1000).toISOString()}`];
  });
  must(cosigned.length >= need, `${cosigned.length} of the ${need} witnesses that are needed cosigned it`);
  return { size: whole(lines[1], 'the size'), root, cosigned };
}

/** Whether `leaf` stands at `index` in the tree of `size` with this root: RFC 9162 section 2.1.3.2. */
export function included(index, size, leaf, path, root) {
  if (index >= size || leaf.length !== 32) return false;
  let [fn, sn, node] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (sn === 0 || sibling.length !== 32) return false;
    const right = fn % 2 === 1 || fn === sn;
    node = right ? nodeHash(sibling, node) : nodeHash(node, sibling);
    if (right) while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && node.equals(root);
}

/** Whether the tree of `second` leaves begins with the one of `first`: RFC 9162 section 2.1.4.2. The empty tree proves nothing. */
export function extended(first, second, firstRoot, secondRoot, path) {
  if (first < 1 || first > second) return false;
  if (first === second) return path.length === 0 && firstRoot.equals(secondRoot);
  // Where `first` is a power of two, its root is the first node, and is left out of the proof.
  const nodes = Number.isInteger(Math.log2(first)) && 2 ** Math.round(Math.log2(first)) === first ? [firstRoot, ...path] : [...path];
  if (nodes.length === 0 || nodes.some((node) => node.length !== 32)) return false;
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [older, newer] = [nodes[0], nodes[0]];
  for (const node of nodes.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [older, newer] = [nodeHash(node, older), nodeHash(node, newer)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else newer = nodeHash(newer, node);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && older.equals(firstRoot) && newer.equals(secondRoot);
}

const hashes = (lines) => {
  must(lines.length <= 63, 'the proof is too long');
  return lines.map((line) => base64(line, 'a line of the proof'));
};

/** Whether the entry is of this file, and the file, where it is an envelope, signed: DSSE, "Protocol". */
function statementOf(entry, file, signer) {
  const { body } = JSON.parse(entry.toString('utf8'));
  const digest = `sha256:${sha256(file).toString('hex')}`;
  must(body?.digest === digest, `the entry is of ${body?.digest}, and the statement has the digest ${digest}`);
  const said = [`The statement with the digest ${digest} is what the entry is of.`];
  if (signer === undefined) return said;
  const { payloadType, payload, signatures } = JSON.parse(file.toString('utf8'));
  // Under another type the same bytes say something else: a key that signs letters for others has signed no statement.
  must(payloadType === STATEMENT, `the statement was signed as ${payloadType}`);
  const [type, carried] = [Buffer.from(String(payloadType)), base64(payload, 'the payload of the statement')];
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${carried.length} `), carried]);
  const key = createPublicKey(signer);
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const good = Array.isArray(signatures) && signatures.some(({ sig }) => verify(algorithm, signed, key, base64(sig, 'a signature of the statement')));
  must(good, 'the statement is not signed by the key given');
  const { predicateType, subject } = JSON.parse(carried.toString('utf8'));
  const about = Object.entries(Object.assign({}, ...(subject ?? []).map((one) => one.digest))).map(([name, hex]) => `${name}:${hex}`);
  return [...said, `It is signed by the key given, and is a ${predicateType} of ${about.join(', ')}.`];
}

/** `text`: a checkpoint or a proof. Gives `status`, and what is proven or why it is refused. Never throws. */
export function check(text, { key, witnesses = [], need = witnesses.length, statement, signer, now = Date.now() / 1000 }) {
  try {
    const keys = { log: keyOf(key, LOG), witnesses: witnesses.map((one) => keyOf(one, WITNESS)), need, now };
    must(new Set(witnesses.map((one) => one.trim().split('+').slice(2).join('+'))).size === witnesses.length, 'a witness is given twice');
    const blank = text.indexOf('\n\n');
    const [[format, ...lines], rest] = [text.slice(0, Math.max(blank, 0)).split('\n'), text.slice(blank + 2)];
    must(statement === undefined || format === INCLUSION, 'only a proof that an entry is in the log can be of a statement');
    const seen = ({ size, cosigned }) => `${keys.log.name} signed ${size} entries${cosigned.length > 0 ? `, cosigned by ${cosigned.join(', ')}` : ''}.`;
    if (format === INCLUSION) {
      const entry = base64(/^extra (\S+)$/.exec(lines[0] ?? '')?.[1], 'the entry ("extra")');
      const index = whole(/^index (\S+)$/.exec(lines[1] ?? '')?.[1], 'the index');
      const head = checkpointOf(rest, keys);
      must(included(index, head.size, leafHash(entry), hashes(lines.slice(2)), head.root), `the entry does not stand at ${index} of ${head.size}`);
      const shown = statement === undefined ? [] : statementOf(entry, statement, signer);
      return { status: 0, proven: [seen(head), `Entry ${index} is ${entry.toString('utf8')}`, ...shown] };
    }
    if (format === CONSISTENCY) {
      const second = rest.indexOf('\n\n', rest.indexOf('\n\n') + 2);
      const older = checkpointOf(rest.slice(0, second + 1), { ...keys, need: 0 });
      const newer = checkpointOf(rest.slice(second + 2), keys);
      must(extended(older.size, newer.size, older.root, newer.root, hashes(lines)), `the log of ${newer.size} does not extend the one of ${older.size}`);
      return { status: 0, proven: [seen(newer), `Its first ${older.size} entries are those of the older checkpoint.`] };
    }
    return { status: 0, proven: [seen(checkpointOf(text, keys))] };
  } catch (error) {
    return { status: 1, reason: error.message, proven: [] };
  }
}

function main([file, ...words]) {
  const given = (flag) => words.flatMap((word, i) => (i % 2 === 0 && word === flag ? [words[i + 1]] : []));
  const flags = ['--key', '--witness', '--need', '--statement', '--signer'];
  const [[key], [need], [statement], [signer], witnesses] = [given('--key'), given('--need'), given('--statement'), given('--signer'), given('--witness')];
  try {
    must(file && key && words.length % 2 === 0 && words.every((word, i) => i % 2 === 1 || flags.includes(word)), 'usage: node log-check.mjs FILE --key KEY …');
    must(need === undefined || whole(need, '--need') <= witnesses.length, 'more witnesses are needed than given');
    const read = (name) => (name === undefined ? {} : readFileSync(name));
    const more = { ...(need && { need: Number(need) }), ...(statement && { statement: read(statement) }), ...(signer && { signer: read(signer) }) };
    return check(readFileSync(file, 'utf8'), { key, witnesses, ...more });
  } catch (error) {
    return { status: 2, reason: error.message, proven: [] };
  }
}
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  const { status, reason, proven } = main(process.argv.slice(2));
  const said = status === 0 ? ['Accepted.', ...proven] : [`${status === 1 ? 'Refused' : 'Unreadable'}: ${reason}`];
  console.log(said.map((line) => line.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')).join('\n'));
  process.exitCode = status;
}
