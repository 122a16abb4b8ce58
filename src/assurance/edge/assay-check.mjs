// Checks a certificate of Assay (assay-certificate/1) with nothing but Node 20 or later: node assay-check.mjs CERT [--key VERIFIER-KEY]
// Exit 0: accepted. 1: refused, with the reason. 2: unreadable. It shares no code with what makes certificates. docs/proof.md says what they mean.
import must from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';

// Shapes: a pattern of a value's JSON, or its members and no others. `?` may be missing, `[]` is a list of such, `{}` are such by any name.
const SHAPES = String.raw`need kind:text standard:text edition:text requirement:text verdict:verdict partly:true|false ; variant "[^\s\\"/#()]+/[^\s\\"/#()]+"
all format:text service:text at:moment map:sha library:text seal:text ledger:ledger controls:check[]{} longest:period{} populations:count{} instances:case{}
case control:name subject:subject pieces:subject[] alone?:true rest?:true gone?:variant[] ; answer control:name relation:relation at:subject[] denied?:true
aim kind:text goal:text reach:"(proven-reachable|undecided|proven-closed|no-way-known)" ; ledger key:text checkpoint:text entries:text[] hashes:hash[]
step from:text[] need?:count to:text closedBy?:text[] narrowedBy?:text[] rare?:true ; relation "(equivalent-to|equal-to|subset-of|superset-of|intersects-with)"
period "P(?=\w)(\d{1,6}W)?(\d{1,6}D)?(T(?=\d)(\d{1,6}H)?(\d{1,6}M)?(\d{1,6}S)?)?" ; one kind:text control:name subject:subject verdict:verdict ; count [1-9]\d*
of-requirement claim:need answers:answer[] remainder?:text ; subject "[^\s\\"/#()]+(/[^\s\\"/#()]+)?(#[^\s\\"/#()]+)?" ; seen total:\d+ seen:\d+ query:text
passes oneOf?:text[] atLeast?:number atMost?:number ; graph start:text[] steps:step{} way?:way wall?:wall ; verdict "(failing|unproven|stale|excluded|proven)"
entry seq:\d+ type:name recordedAt:moment body:any ; method "(attestation|import|probe|runtime|drill)" ; moment "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"
check claim:name atLeast?:method passes?:passes ; wall mode:mode outside:text[] without?:text ; raw digest:sha mediaType:text content?:sha ; hash "[0-9a-f]{64}"
of-landmark claim:mark graph:graph ; mark kind:text goal:text step:text ; of-reach claim:aim graph:graph ; way mode:mode steps:text[] ; name "[a-zA-Z0-9._-]+"
sha "sha256:[0-9a-f]{64}" ; mode "(must|may|all)" ; of-verdict claim:one ; number -?\d.* ; text "[^]*" ; any [^]*
statement subject:subject claim:name value:any observedAt:moment validFor:period source:text method:method finding?:any population?:seen covers?:any raw:raw`;
const SHAPE = new Map(SHAPES.split(/\n| ; /).map((line) => /(\S+) (.*)/.exec(line).slice(1)));
const [METHODS, VERDICTS] = ['method', 'verdict'].map((name) => SHAPE.get(name).match(/\w+/g));
const SHOWN = { 'proven-reachable': 'must and none', undecided: 'may and must', 'proven-closed': 'all and may', 'no-way-known': 'none and all' };
const LASTS = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 };
const duration = (text) => [...text.matchAll(/(\d+)([WDHMS])/g)].reduce((sum, [, count, unit]) => sum + count * LASTS[unit], 0);
const moment = (text) => (new Date(text).toISOString().startsWith(text.slice(0, 19)) ? Date.parse(text) : must(false, `"${text}" is not a moment`));
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const worst = (verdicts) => VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'unproven';
const together = (all) => ({ verdict: worst(all.map((it) => it.verdict)), complete: all.every((it) => it.complete), cited: all.flatMap((it) => it.cited) });
const pile = (map, key) => map.get(key) ?? map.set(key, []).get(key);
const coveredBy = (subject, [all, whole, v = '', m = ''] = /^([^/#]+)(\/[^#]+)?(#.+)?$/.exec(subject)) => [...new Set([all, whole + v, whole + m, whole])];
function shaped(shape, it, at) {
  const [, one, of] = /^(\S+)(\[\]|\{\})$/.exec(shape) ?? [];
  const form = SHAPE.get(shape) ?? shape;
  const members = new Map(/^\w+\??:/.test(form) ? form.split(' ').map((member) => member.replace('?', '').split(':')) : []);
  const [whole, leaf] = [Object(it) === it, !one && members.size === 0];
  must(leaf ? RegExp(`^(${form})$`).test(whole ? '' : JSON.stringify(it)) : whole && Array.isArray(it) === (of === '[]'), `${at} is not as it must be`);
  for (const key of members.keys()) must(Object.hasOwn(it, key) || form.includes(`${key}?:`), `${at} lacks ${key}`);
  for (const [key, value] of Object.entries(leaf ? {} : it)) shaped(one ?? members.get(key) ?? 'nothing', value, `${at} ${key}`);
}
// JSON as in RFC 8785, keys and notes as in C2SP, trees as in RFC 6962; verdicts as in docs/design/evidence-and-verdicts.md and docs/design/crosswalk.md.
function canonical(value, depth = 0) {
  must(depth < 80 && (typeof value !== 'string' || value.isWellFormed()), 'it is nested too deeply, or a text has half a surrogate pair');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1))}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`)}}`;
}
function keyOf(text) {
  const [, name, id, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(A[Q-Za-f][A-Za-z0-9+/]{42})$/.exec(text) ?? [];
  const raw = Buffer.from(encoded, 'base64');
  must(sha256(`${name}\n`, raw).toString('hex', 0, 4) === id, 'the verifier key is not one');
  return { name, id, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url', 1) }, format: 'jwk' }) };
}
function opened(note, by, what) {
  const [, text, name, signature = ''] = /^([\s\S]*\n)\n— (\S+) (\S+)\n$/.exec(note) ?? [];
  const blob = Buffer.from(signature, 'base64');
  const good = name === by.name && blob.length === 68 && blob.toString('base64') === signature && blob.toString('hex', 0, 4) === by.id;
  must(good && verify(null, Buffer.from(text), by.key, blob.subarray(4)), `${what} is not signed by ${by.name}`);
  return text;
}
function rootOf(leaves, hashes, size) {
  let [leaf, spare] = [0, 0];
  const walk = (start, end, half = start + 2 ** (31 - Math.clz32(end - start - 1))) => {
    if (leaf === leaves.length || leaves[leaf].seq >= end) return Buffer.from(hashes[spare++] ?? '', 'hex');
    must(end - start > 1 || leaves[leaf].seq === start, 'the entries are not in order, each once');
    if (end - start === 1) return sha256('\0', leaves[leaf++].text);
    return sha256('\x01', walk(start, half), walk(half, end));
  };
  const root = walk(0, size).toString('base64');
  must(leaf === leaves.length && spare === hashes.length, 'the tree has leaves or hashes too many, or too few');
  return root;
}
function judgeOf(cert, entries, trusted) {
  const [at, statements, excluded, named] = [moment(cert.at), new Map(), new Map(), new Map()];
  const [populations, longest] = [cert.populations, cert.longest].map((rows) => new Map(Object.entries(rows)));
  const population = (subject) => (subject.includes('#') ? 1 : (populations.get(subject) ?? 1));
  for (const { type, body } of entries) if (/^exclusion/.test(type)) excluded.set(`${body.control}@${body.subject}`, /granted/.test(type) ? [body] : []);
  for (const { seq, body } of entries.filter(({ type }) => type === 'evidence.recorded')) {
    shaped('statement', body, `entry ${seq}`);
    const [seen, lasts] = [moment(body.observedAt), Math.min(duration(body.validFor), duration(longest.get(body.claim) ?? body.validFor))];
    const whole = body.population === undefined || body.population.seen >= Math.max(body.population.total, population(body.subject));
    const one = { ...body, seq, seen, until: seen + lasts, whole, strength: METHODS.indexOf(body.method) };
    pile(named, `${coveredBy(one.subject).at(-1)} ${one.claim}`).push(one.subject);
    if (seen <= at) pile(statements, `${one.subject} ${one.claim}`).push(one);
  }
  const judgeCheck = ({ claim, atLeast = 'attestation', passes: { oneOf, atLeast: low, atMost: high } = { oneOf: [true] } }, subject) => {
    const passes = ({ value }) => (oneOf ? oneOf.includes(value) : typeof value === 'number' && value >= (low ?? value) && value <= (high ?? value));
    const known = coveredBy(subject).flatMap((one) => statements.get(`${one} ${claim}`) ?? []);
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
    const granted = coveredBy(subject).flatMap((one) => excluded.get(`${control}@${one}`) ?? []);
    const stands = !['proven', 'failing'].includes(found.verdict) && granted.some((one) => moment(one.grantedAt) <= at && at < moment(one.until));
    return stands ? { ...found, verdict: 'excluded' } : found;
  };
  const judgeInstance = ([key, { control, subject, pieces, alone, rest, gone = [] }]) => {
    const [all, inside, wholeOf] = [new Set(pieces), (one) => coveredBy(one).includes(subject), (one) => one.split('#')[0]];
    const own = key === `${control}@${subject}${alone ? ' (alone)' : ''}${rest ? ' (the rest)' : ''}` && [...pieces, ...gone].every(inside);
    const held = (whole) => all.has(whole) || [...all].filter((one) => wholeOf(one) === whole && one !== whole).length >= population(whole);
    const sum = [...new Set(pieces.map(wholeOf))].reduce((all, one) => (one.includes('/') && held(one) ? all + population(one) : all), 0);
    const said = cert.controls[control]?.flatMap(({ claim }) => named.get(`${coveredBy(subject).at(-1)} ${claim}`) ?? []).filter(inside);
    const without = [...new Set(said)].filter((one) => one !== subject && !held(one) && !gone.includes(wholeOf(one)));
    const left = alone ? [] : without.filter((one) => one.includes('/') || judgePiece(control, one).verdict !== 'proven');
    must(own && left.length === 0 && (held(subject) || (!alone && sum >= population(subject))), `"${key}" is of something else or leaves out ${left}`);
    const apart = [...gone, ...(alone ? without : []), ...pieces.filter((one) => rest && one.includes('#'))];
    if (apart.length > 0) trusted.push(`"${key}" leaves out what by the map is gone or stands apart: ${apart.join(', ')}.`);
    return [key, together(pieces.filter((one) => !apart.includes(one)).map((piece) => judgePiece(control, piece)))];
  };
  const judged = new Map(Object.entries(cert.instances).map(judgeInstance));
  return (key) => judged.get(key) ?? must(false, `"${key}" is not given`);
}
function proveGraph({ start, steps, way = { mode: 'none', steps: [] }, wall = { mode: 'none', outside: [] } }, { goal, step, reach }, judge) {
  must(`${way.mode} and ${wall.mode}` === (step ? 'may and may' : SHOWN[reach]) && wall.without === step, 'the graph does not show what the claim says');
  const statusOf = ([id, { closedBy = [], narrowedBy = [], rare }]) => {
    const found = [...closedBy, ...narrowedBy].map((key) => judge(key).verdict);
    if (found.length === 0 || worst(found) === 'failing') return [id, rare ? 'undecided' : 'open'];
    return [id, worst(found) === 'proven' && narrowedBy.every((key) => judge(key).complete) ? 'closed' : 'undecided'];
  };
  const statuses = new Map(Object.entries(steps).map(statusOf));
  const passable = (id, mode) => mode === 'all' || statuses.get(id) === 'open' || (mode === 'may' && statuses.get(id) === 'undecided');
  const enough = ({ from, need }, holds) => [...new Set(from)].filter(holds).length >= (need ?? new Set(from).size);
  const [held, outside] = [new Set(start), new Set(wall.outside)];
  const taken = (id) => statuses.has(id) && passable(id, way.mode) && enough(steps[id], (state) => held.has(state)) && held.add(steps[id].to);
  for (const id of way.steps) must(taken(id), `the step "${id}" (${statuses.get(id)}) cannot be taken where the way takes it`);
  must(way.mode === 'none' || held.has(goal), `the way does not lead to "${goal}"`);
  const edge = Object.entries(steps).filter(([id, step]) => outside.has(step.to) && id !== wall.without && enough(step, (state) => !outside.has(state)));
  for (const [id] of edge) must(!passable(id, wall.mode), `the step "${id}" (${statuses.get(id)}) leads through the wall`);
  must(wall.mode === 'none' || (outside.has(goal) && !start.some((state) => outside.has(state))), 'the wall does not stand between start and goal');
  const why = (key) => `; ${key} is ${judge(key).verdict}, entries [${judge(key).cited.map((one) => one.seq)}]`;
  const told = ({ closedBy = [], narrowedBy = [] }, id) => `${statuses.get(id)}: ${id}${[...closedBy, ...narrowedBy].map(why).join('')}`;
  return [...way.steps.map((id) => `  way, ${told(steps[id], id)}`), ...edge.map(([id, step]) => `  wall, ${told(step, id)}`)];
}
function judgeRequirement({ answers, remainder }, judge) {
  const judged = answers.map((one) => ({ ...one, found: one.at.map((subject) => judge(`${one.control}@${subject}`)) }));
  const owed = judged.filter((one) => one.found.length > 0);
  const [covers, whole] = [['intersects-with'], ['intersects-with', 'subset-of']].map((less) => (one) => !less.includes(one.relation));
  const lacks = judged.some((one) => whole(one) || (covers(one) && one.found.length === 0 && !one.denied)) && !owed.some(whole);
  const left = remainder !== undefined || lacks || !owed.some(covers);
  const [{ cited }, { verdict }] = [owed, left ? owed : owed.filter(covers)].map((some) => together(some.flatMap((one) => one.found)));
  return { verdict: left ? worst([verdict, 'unproven']) : verdict, partly: left && verdict === 'proven', cited };
}
function prove({ claim, graph, ...cert }, judge) {
  if (graph) return proveGraph(graph, claim, judge);
  const { verdict, partly, cited } = claim.control ? judge(`${claim.control}@${claim.subject}`) : judgeRequirement(cert, judge);
  must(verdict === claim.verdict && partly === claim.partly, `the verdict is ${verdict}${partly ? ', partly' : ''}`);
  return [...new Set(cited.map((it) => `  entry ${it.seq}: ${it.claim} of ${it.subject} by ${it.method}, observed ${it.observedAt}, raw ${it.raw.digest}`))];
}
export function check(bytes, pinned) {
  let status = 2;
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const cert = JSON.parse(text);
    must(cert?.format === 'assay-certificate/1', 'it is no assay-certificate/1');
    status = 1;
    must(`${canonical(cert)}\n` === text, 'it is not in canonical form (RFC 8785)');
    const [{ seal, ...body }, { key, checkpoint, hashes }, by] = [cert, cert.ledger, keyOf(cert.ledger.key)];
    must(pinned === undefined || pinned.trim() === key, `it is of the ledger with the key ${key}, not of yours`);
    must(opened(seal, by, 'the seal') === `assay-certificate/1 ${by.name}\n${sha256(canonical(body)).toString('base64')}\n`, 'the seal is of another text');
    shaped([`of-${cert.claim?.kind}`, 'all'].map((name) => SHAPE.get(name)).join(' '), cert, 'it:');
    const [origin, count, root] = opened(checkpoint, by, 'the checkpoint').split('\n');
    must(origin === by.name && /^[1-9]\d{0,8}$/.test(count), 'the checkpoint is none of this ledger');
    const entries = cert.ledger.entries.map((text) => ({ ...JSON.parse(text), text }));
    for (const { text, ...one } of entries) must(canonical(one) === text && !shaped('entry', one, 'an entry'), 'an entry is not in canonical form');
    must(rootOf(entries, hashes, Number(count)) === root, 'the entries are not those that the checkpoint was signed over');
    const maps = entries.filter(({ type, body }) => type === 'map.used' && body.service === cert.service);
    const used = maps.findLast(({ recordedAt, body }) => body.digest === cert.map || moment(recordedAt) <= moment(cert.at));
    must(used?.body.digest === cert.map, 'no entry says that this service used this map, or it used a newer one by then');
    const trusted = [
      pinned === undefined && 'The key is the one in the certificate: whoever made it chose it. Get the key of the ledger another way, and give --key.',
      `${by.name} shows everybody the same ${count} entries. What they say was seen was seen, and the raw input has the digest given.`,
      entries.length < count && `None of the ${count - entries.length} entries left out (--whole) speaks of what is judged here, or of a newer map.`,
      `Steps, subjects, numbers, and controls owed or denied, follow from the map ${cert.map}, in use by entry ${used.seq} of ${used.recordedAt}.`,
      `Checks and lifetimes (sha256:${sha256(canonical([cert.controls, cert.longest])).toString('hex')}) and what answers what are of ${cert.library}.`,
    ].filter((one) => one !== false);
    return { status: 0, proven: [`${canonical(cert.claim)} of ${cert.service} at ${cert.at}`, ...prove(cert, judgeOf(cert, entries, trusted))], trusted };
  } catch (error) {
    return { status, reason: error.message, proven: [], trusted: [] };
  }
}
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  const [, , file = '', flag = '--key', key] = process.argv;
  const asked = [3, 5].includes(process.argv.length) && flag === '--key' && statSync(file, { throwIfNoEntry: false })?.isFile();
  const { status, reason, proven, trusted } = check(asked ? readFileSync(file) : '', key);
  const said = status === 0 ? ['Accepted. Proven:', ...proven, 'Taken on trust:', ...trusted] : [`${status === 1 ? 'Refused' : 'Unreadable'}: ${reason}`];
  console.log(said.map((line) => line.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')).join('\n'));
  process.exitCode = status;
}
