// Checks a certificate of Assay (assay-certificate/1) with nothing but Node 20 or later: node assay-check.mjs CERT [--key VERIFIER-KEY]
// Exit 0: accepted. 1: refused, with the reason. 2: unreadable. It shares no code with what makes certificates. docs/proof.md says what they mean.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const METHODS = ['attestation', 'import', 'probe', 'runtime', 'drill'];
const SHOWN = { 'proven-reachable': 'must and none', undecided: 'may and must', 'proven-closed': 'all and may', 'no-way-known': 'none and all' };
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const worst = (verdicts) => ['failing', 'unproven', 'stale', 'excluded', 'proven'].find((verdict) => verdicts.includes(verdict)) ?? 'unproven';
const together = (all) => ({ verdict: worst(all.map((it) => it.verdict)), complete: all.every((it) => it.complete), cited: all.flatMap((it) => it.cited) });
function must(ok, why) {
  if (!ok) throw new Error(why);
}
/** RFC 8785. @param {any} value @returns {string} */
function canonical(value, depth = 0) {
  must(depth < 80 && (typeof value !== 'string' || value.isWellFormed()), 'it is nested too deeply, or a text has half a surrogate pair');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`).join(',')}}`;
}
/** RFC 3339 in UTC, as milliseconds. @param {string} text */
function moment(text) {
  must(text.endsWith('Z') && new Date(text).toISOString().startsWith(text.slice(0, 19)), `"${text}" is not a moment`);
  return Date.parse(text);
}
/** ISO 8601 of fixed length, in milliseconds. @param {string} text */
function duration(text) {
  const match = /^P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/.exec(text);
  return [604_800_000, 86_400_000, 3_600_000, 60_000, 1000].reduce((sum, unit, i) => sum + unit * Number(match?.[i + 1] ?? 0), 0);
}
/** A C2SP verifier key: name+id+base64(1, key). @param {string} text */
function keyOf(text) {
  const [name = '', id, ...rest] = text.split('+');
  const raw = Buffer.from(rest.join('+'), 'base64');
  must(raw.length === 33 && raw[0] === 1 && sha256(`${name}\n`, raw).toString('hex').slice(0, 8) === id, 'the verifier key is not one');
  return { name, id, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url', 1) }, format: 'jwk' }) };
}
/** The text of a C2SP signed note. @param {string} note @param {ReturnType<typeof keyOf>} by @param {string} what */
function opened(note, by, what) {
  const [, text = '', lines = ''] = /^([\s\S]*\n)\n((?:— .+\n)+)$/.exec(note) ?? [];
  const own = lines.split('\n').filter((line) => line.startsWith(`— ${by.name} `));
  const [blob = Buffer.of()] = own.map((line) => Buffer.from(line.slice(by.name.length + 3), 'base64'));
  const good = own.length === 1 && own[0] === `— ${by.name} ${blob.toString('base64')}` && blob.length === 68 && blob.toString('hex', 0, 4) === by.id;
  must(good && verify(null, Buffer.from(text), by.key, blob.subarray(4)), `${what} is not signed by ${by.name}`);
  return text;
}
/** The RFC 6962 root, from the leaves shown and the hashes of all else. @param {any[]} leaves @param {string[]} hashes @param {number} size */
function rootOf(leaves, hashes, size) {
  let [leaf, spare] = [0, 0];
  const walk = (start, end) => {
    if (leaf === leaves.length || leaves[leaf].seq >= end) return Buffer.from(hashes[spare++], 'hex');
    must(end - start > 1 || leaves[leaf].seq === start, 'the entries are not in order, each once');
    if (end - start === 1) return sha256('\0', leaves[leaf++].text);
    const half = 2 ** (31 - Math.clz32(end - start - 1));
    return sha256('\x01', walk(start, start + half), walk(start + half, end));
  };
  const root = walk(0, size);
  must(leaf === leaves.length && spare === hashes.length, 'the tree has leaves or hashes too many');
  return root.toString('base64');
}
function coveredBy(subject) {
  const [, element = '', variant, member] = /^([^/#]+)(\/[^#]+)?(#.+)?$/.exec(subject) ?? [];
  return [...new Set([subject, ...(variant && member ? [element + variant, element + member] : []), element])];
}
/** Judges a control where an instance says, as docs/design/evidence-and-verdicts.md has it. @param {any} cert @param {any[]} entries */
function judgeOf(cert, entries) {
  const at = moment(cert.at);
  const [statements, excluded, populations, longest] = [[], [], Object.entries(cert.populations), Object.entries(cert.longest)].map((rows) => new Map(rows));
  const population = (subject) => (subject.includes('#') ? 1 : (populations.get(subject) ?? 1));
  for (const { seq, type, body } of entries) {
    if (type.startsWith('exclusion.')) excluded.set(`${body.control}@${body.subject}`, type === 'exclusion.granted' ? [body] : []);
    if (type !== 'evidence.recorded' || !METHODS.includes(body.method)) continue;
    const seen = moment(body.observedAt);
    const lasts = Math.min(duration(body.validFor), duration(longest.get(body.claim) ?? body.validFor));
    const whole = body.population === undefined || body.population.seen >= Math.max(body.population.total, population(body.subject));
    const key = `${body.subject} ${body.claim}`;
    if (!statements.has(key)) statements.set(key, []);
    if (seen <= at) statements.get(key).push({ ...body, seq, seen, until: seen + lasts, whole, strength: METHODS.indexOf(body.method) });
  }
  const judgeCheck = ({ claim, atLeast = 'attestation', passes: { oneOf, atLeast: low, atMost: high } = { oneOf: [true] } }, subject) => {
    const passes = ({ value }) => (oneOf ? oneOf.includes(value) : typeof value === 'number' && value >= (low ?? value) && value <= (high ?? value));
    const known = coveredBy(subject).flatMap((wider) => statements.get(`${wider} ${claim}`) ?? []);
    known.sort((a, b) => a.seen - b.seen || a.seq - b.seq);
    const [passing, failed] = [known.filter(passes), known.filter((one) => !passes(one))];
    const denies = (one, fail) => one.whole && one.seen > fail.seen && one.strength >= fail.strength && coveredBy(fail.subject).includes(one.subject);
    const stands = failed.filter((fail) => !passing.some((one) => denies(one, fail)));
    if (stands.length > 0) return { verdict: 'failing', complete: false, cited: stands };
    const about = passing.filter((one) => one.seen > (failed.at(-1)?.seen ?? -Infinity) && (one.subject === subject || one.whole));
    const strong = about.filter((one) => one.strength >= METHODS.indexOf(atLeast));
    const covered = (one) => (one.whole ? population(subject) : Math.min(one.population.seen, population(subject)));
    const [best] = strong.filter((one) => at < one.until).sort((a, b) => covered(b) - covered(a) || b.until - a.until || a.seq - b.seq);
    if (best?.whole) return { verdict: 'proven', complete: low === undefined || best.value >= 1, cited: [best] };
    const once = strong.findLast((one) => one.whole);
    return { verdict: once ? 'stale' : 'unproven', complete: false, cited: [best ?? once ?? about.at(-1)].filter((one) => one !== undefined) };
  };
  const judgePiece = (control, subject) => {
    const found = together(cert.controls[control].map((check) => judgeCheck(check, subject)));
    const granted = coveredBy(subject).flatMap((wider) => excluded.get(`${control}@${wider}`) ?? []);
    const stands = found.verdict !== 'proven' && found.verdict !== 'failing' && granted.some((one) => moment(one.grantedAt) <= at && at < moment(one.until));
    return stands ? { ...found, verdict: 'excluded' } : found;
  };
  const members = [...statements.keys()].map((key) => key.split(' ')[0]).filter((subject) => subject.includes('#'));
  const judgeInstance = ([key, { control, subject, pieces, alone, rest }]) => {
    const own = key === `${control}@${subject}${rest === true ? ' (the rest)' : ''}` && pieces.every((piece) => coveredBy(piece).includes(subject));
    const all = new Set(alone || rest ? [] : [subject, ...pieces]);
    const left = members.filter((one) => all.has(one.split('#')[0]) && !all.has(one));
    must(own && left.length === 0, `"${key}" is not given, or is of something else, or leaves out ${left}`);
    return [key, together(pieces.map((piece) => judgePiece(control, piece)))];
  };
  const judged = new Map(Object.entries(cert.instances).map(judgeInstance));
  return (key) => judged.get(key);
}
/** Takes the way, and finds no hole in the wall. Gives the steps of both. @param {any} graph @param {string} goal @param {(key: string) => any} judge */
function proveGraph({ start, steps, way, wall }, goal, judge) {
  const statusOf = ({ closedBy = [], narrowedBy = [], rare }) => {
    const [closers, narrowers] = [closedBy.map(judge), narrowedBy.map(judge)];
    const verdict = worst([...closers, ...narrowers].map((one) => one.verdict));
    if (closers.length + narrowers.length === 0 || verdict === 'failing') return rare === true ? 'undecided' : 'open';
    return verdict === 'proven' && narrowers.every((one) => one.complete) ? 'closed' : 'undecided';
  };
  const statuses = new Map(Object.entries(steps).map(([id, step]) => [id, statusOf(step)]));
  const passable = (id, mode) => mode === 'all' || statuses.get(id) === 'open' || (mode === 'may' && statuses.get(id) === 'undecided');
  const enough = ({ from, need }, holds) => [...new Set(from)].filter(holds).length >= (need ?? new Set(from).size);
  const held = new Set(start);
  for (const id of way?.steps ?? []) {
    const can = statuses.has(id) && passable(id, way.mode) && enough(steps[id], (state) => held.has(state));
    must(can, `the step "${id}" (${statuses.get(id)}) cannot be taken where the way takes it`);
    held.add(steps[id].to);
  }
  must(way === undefined || held.has(goal), `the way does not lead to "${goal}"`);
  const outside = new Set(wall?.outside);
  const edge = Object.entries(steps).filter(([id, step]) => outside.has(step.to) && id !== wall.without && enough(step, (state) => !outside.has(state)));
  for (const [id] of edge) must(!passable(id, wall.mode), `the step "${id}" (${statuses.get(id)}) leads through the wall`);
  must(wall === undefined || (outside.has(goal) && !start.some((state) => outside.has(state))), 'the wall does not stand between start and goal');
  const why = (key) => `; ${key} is ${judge(key).verdict}, entries [${judge(key).cited.map((one) => one.seq)}]`;
  const told = ({ closedBy = [], narrowedBy = [] }, id) => `${statuses.get(id)}: ${id}${[...closedBy, ...narrowedBy].map(why).join('')}`;
  return [...(way?.steps ?? []).map((id) => `  way, ${told(steps[id], id)}`), ...edge.map(([id, step]) => `  wall, ${told(step, id)}`)];
}
/** A requirement by its controls, as docs/design/crosswalk.md has it. @param {any} cert @param {(key: string) => any} judge */
function judgeRequirement({ answers, remainder }, judge) {
  const judged = answers.map(({ relation, at }) => ({ relation, found: at.map(judge) }));
  const owed = judged.filter((one) => one.found.length > 0);
  const covering = owed.filter((one) => one.relation !== 'intersects-with');
  const whole = (one) => one.relation !== 'intersects-with' && one.relation !== 'subset-of';
  const left = remainder !== undefined || covering.length === 0 || (judged.some(whole) && !covering.some(whole));
  const verdicts = (left ? owed : covering).flatMap((one) => one.found.map((each) => each.verdict));
  const partly = left && verdicts.length > 0 && worst(verdicts) === 'proven';
  return { verdict: worst(left ? [...verdicts, 'unproven'] : verdicts), partly, cited: owed.flatMap((one) => one.found.flatMap((each) => each.cited)) };
}
function prove({ claim, graph, ...cert }, judge) {
  if (claim.kind === 'reach' || claim.kind === 'landmark') {
    const shown = graph.wall?.without === claim.step && `${graph.way?.mode ?? 'none'} and ${graph.wall?.mode ?? 'none'}`;
    must(shown === (claim.kind === 'landmark' ? 'may and may' : SHOWN[claim.reach]), 'the graph does not show what the claim says');
    return proveGraph(graph, claim.goal, judge);
  }
  const found = claim.kind === 'requirement' ? judgeRequirement(cert, judge) : judge(`${claim.control}@${claim.subject}`);
  must(found.verdict === claim.verdict && found.partly === claim.partly, `the verdict is ${found.verdict}${found.partly ? ', partly' : ''}`);
  const cited = [...new Map(found.cited.map((one) => [one.seq, one])).values()];
  return cited.map((one) => `  entry ${one.seq}: ${one.claim} of ${one.subject} by ${one.method}, observed ${one.observedAt}, raw ${one.raw.digest}`);
}
export function check(bytes, pinned) {
  let status = 2;
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const cert = JSON.parse(text);
    must(cert?.format === 'assay-certificate/1', 'it is no assay-certificate/1');
    status = 1;
    must(`${canonical(cert)}\n` === text, 'it is not in canonical form (RFC 8785)');
    const { seal, ...body } = cert;
    must(pinned === undefined || pinned.trim() === cert.ledger.key, `it is of the ledger with the key ${cert.ledger.key}, not of yours`);
    const by = keyOf(cert.ledger.key);
    const sealed = `assay-certificate/1 ${by.name}\n${sha256(canonical(body)).toString('base64')}\n`;
    must(opened(seal, by, 'the seal') === sealed && seal.split('\n').length === 5, 'the seal is of another text');
    const [origin, count = '', root] = opened(cert.ledger.checkpoint, by, 'the checkpoint').split('\n');
    must(origin === by.name && /^[1-9]\d{0,8}$/.test(count), 'the checkpoint is none of this ledger');
    const entries = cert.ledger.entries.map((entry) => ({ ...JSON.parse(entry), text: entry }));
    must(rootOf(entries, cert.ledger.hashes, Number(count)) === root, 'the entries are not those that the checkpoint was signed over');
    const used = entries.some(({ type, body }) => type === 'map.used' && body.service === cert.service && body.digest === cert.map);
    must(used, 'no entry says that this service used this map');
    const trusted = [
      pinned === undefined && 'The key is the one in the certificate: whoever made it chose it. Get the key of the ledger another way, and give --key.',
      `${by.name} shows everybody the same ${count} entries. What they say was seen was seen, and the raw input has the digest given.`,
      entries.length < Number(count) &&
        `None of the ${Number(count) - entries.length} entries left out speaks of what is judged here. A certificate made with --whole leaves none out.`,
      `Steps, subjects, numbers and owed controls follow from the map ${cert.map}; checks, and how long a claim lasts, are those of ${cert.library}.`,
    ].filter((one) => one !== false);
    return { status: 0, proven: [`${canonical(cert.claim)} of ${cert.service} at ${cert.at}`, ...prove(cert, judgeOf(cert, entries))], trusted };
  } catch (error) {
    return { status: /** @type {1 | 2} */ (status), reason: /** @type {Error} */ (error).message, proven: [], trusted: [] };
  }
}
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const [file = '', flag = '--key', key] = process.argv.slice(2);
  const { status, reason, proven, trusted } = check(statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : '', flag === '--key' ? key : '');
  const said = status === 0 ? ['Accepted. Proven:', ...proven, 'Taken on trust:', ...trusted] : [`${status === 1 ? 'Refused' : 'Unreadable'}: ${reason}`];
  console.log(said.map((line) => line.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')).join('\n'));
  process.exitCode = status;
}
