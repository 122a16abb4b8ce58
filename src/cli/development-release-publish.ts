import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Digest, Instant, type Json, Refused } from '../core/index.ts';
import { expect } from '../development/codelog/edge/expected.ts';
import { codeLogFolder, openCodeLog } from '../development/codelog/edge/open.ts';
import { leafOfFile } from '../development/codelog/envelope.ts';
import { stage } from '../development/release/edge/out.ts';
import { type Published, RELEASE_PUBLISHED, RELEASE_REFUSED } from '../development/release/events.ts';
import { releaseFaults } from '../development/release/faults.ts';
import type { GateResult } from '../development/release/gate.ts';
import { keysDown } from '../development/release/hold.ts';
import { codesOf } from '../development/release/link.ts';
import { gateStatement } from '../development/release/statement.ts';
import { holdsOf } from '../development/release/views.ts';
import { envelopeText, IN_TOTO } from '../development/statement/dsse.ts';
import { openSigningKey } from '../development/statement/edge/key.ts';
import { signEnvelope } from '../development/statement/verify.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { judgedWhole, nameOf, policyOf } from './development-release-judge.ts';
import { neededOption, withReleases } from './development-release-ledger.ts';
import { gateJson, gateText } from './development-release-text.ts';
import { cliFaults } from './faults.ts';
import { secretAt } from './secret.ts';

/**
 * Signs what the gate says of a release that passes. One that does not is refused: nothing is signed, and the ledger says that it was tried. The statement is kept before the entry that
 * names it is made.
 */
export async function publish(args: Arguments, io: Io): Promise<Outcome> {
  const release = nameOf(args);
  const moment = args.text('at');
  if (moment !== undefined) throw notNow(release, moment);
  const policy = policyOf(args, io);
  const from = args.text('passphrase');
  const key = openSigningKey(resolve(io.cwd, neededOption(args, 'key', 'release')), () =>
    from === undefined ? undefined : secretAt(from, io, 'passphrase of the key'),
  );
  return withReleases(args, io, 'continue', async (work) => {
    const { result, facts } = judgedWhole(args, release, policy, work);
    const { ledger, dataDir } = work;
    const at = Instant.format(io.now());
    if (keysDown(holdsOf(work.view), io.now()).has(key.id)) throw takenDown(key.id);
    if (!result.pass) {
      await ledger.append([{ type: RELEASE_REFUSED, body: { release, at, policy: policy.digest, codes: codesOf(result.reasons) } }]);
      return { json: { ...gateJson(result, policy), published: false }, text: `${gateText(result, policy)}\n\nNothing was signed.`, code: 1 };
    }
    const payload = gateStatement({ result, policy, facts, head: { ...ledger.head(), origin: ledger.origin } });
    const envelope = envelopeText(signEnvelope(IN_TOTO, payload, [{ sign: key.sign, keyid: key.id }]));
    const digest = Digest.of(envelope);
    const bytes = new TextEncoder().encode(envelope);
    keepRaw(dataDir, bytes, digest);
    const out = args.text('out');
    const staged = out === undefined ? undefined : stage(resolve(io.cwd, out), envelope);
    try {
      // Handed in first: a crash between the two leaves an entry of the code log that no release names, and the release is published again.
      const log = await handIn(args, io, dataDir, bytes);
      const index = log?.index;
      const body = {
        release,
        at,
        policy: policy.digest,
        envelope: digest,
        about: { ...result.about },
        exceptions: result.letPass.filter(({ by }) => by === 'exception').map(({ what }) => what),
        ...reviewedBy(result),
        key: key.id,
        ...(index === undefined ? {} : { index }),
      };
      const receipts = await ledger.append([{ type: RELEASE_PUBLISHED, body: body as unknown as Json }]); // Of its schema, which has plain data alone.
      const unwritten = staged?.place(join(dataDir, 'raw', digest.slice('sha256:'.length)));
      const entry = receipts[0]?.seq ?? 0;
      return {
        json: {
          ...gateJson(result, policy),
          published: true,
          envelope: digest,
          key: key.id,
          entry,
          ...(log === undefined ? {} : log),
          ...(unwritten === undefined ? {} : { unwritten }),
        },
        text: [
          `${release} passes the gate, and what the gate says of it is signed.`,
          `  statement  ${digest}`,
          `  key        ${key.id}`,
          `  entry      ${entry} of the ledger`,
          ...(index === undefined ? [] : [`  log        entry ${index} of the code log`]),
          ...result.letPass.map(
            ({ link, what, by, typed, until, because }) =>
              `  let pass   ${link}: ${what}, by ${by}${typed === true ? ' (typed, not signed)' : ''} until ${until.slice(0, 10)}: ${because}`,
          ),
        ].join('\n'),
        code: unwritten === undefined ? 0 : 1,
        notes: [
          ...(out === undefined || unwritten !== undefined ? [] : [`Wrote ${out}.`]),
          ...(unwritten === undefined ? [] : [`${unwritten.code} ${unwritten.message} (${unwritten.file}, ${unwritten.found}) ${unwritten.remedy}`]),
          ...(log === undefined ? [] : [`A monitor of the code log expects it by ${log.expected}.`]),
          ...(log === undefined ? ['There is no code log in the data folder, so the statement is on no log: assay development log init'] : []),
        ],
      };
    } finally {
      staged?.drop();
    }
  });
}

/** How the review got through, where the policy asks for one: what a later review that begins here stands on. */
function reviewedBy({ chain, letPass }: GateResult): Pick<Published, 'review'> {
  const review = chain.find(({ link }) => link === 'review');
  if (review?.asked !== true) return {};
  if (review.verdict === 'passed') return { review: 'passed' };
  return { review: letPass.some(({ link, by }) => link === 'review' && by === 'exception') ? 'exception' : 'policy' };
}

function takenDown(key: string): Refused {
  return new Refused(
    releaseFaults.fault('015', {
      message: 'this key was taken down, and signs no release',
      field: '--key',
      expected: 'a key that stands',
      found: key,
      remedy: 'Sign with a new key. What was taken down is listed by: assay development release holds',
    }),
  );
}

function notNow(release: string, moment: string): Refused {
  return new Refused(
    cliFaults.fault('005', {
      message: '--at looks back, and what is published is judged now',
      expected: 'no --at',
      found: `--at ${moment}`,
      remedy: `Ask about another moment with: assay development release check ${release} --at ${moment}`,
    }),
  );
}

const EXPECTED = 'expected.ndjson';

/** The list by which a monitor knows what to expect: the one that is named, else the one that stands here, else one beside the record. */
function listOf(args: Arguments, io: Io, dataDir: string): string {
  const named = args.text('expect');
  if (named !== undefined) return resolve(io.cwd, named);
  const here = resolve(io.cwd, EXPECTED);
  return existsSync(here) ? here : join(dataDir, 'development', EXPECTED);
}

/** Enters the statement on the code log of the data folder, where there is one, after it was put on the list of what is expected: a monitor alarms on whatever the operator did not say. */
async function handIn(args: Arguments, io: Io, dataDir: string, bytes: Uint8Array): Promise<{ readonly index: number; readonly expected: string } | undefined> {
  if (!existsSync(codeLogFolder(dataDir))) return undefined;
  const leaf = leafOfFile(bytes, 'gate');
  const log = await openCodeLog({ dataDir, now: io.now, mode: 'write' });
  try {
    const expected = listOf(args, io, dataDir);
    expect(expected, [leaf]);
    const index = (await log.submit([leaf]))[0]?.index;
    return index === undefined ? undefined : { index, expected };
  } finally {
    await log.close();
  }
}
