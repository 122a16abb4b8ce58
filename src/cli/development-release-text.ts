import { Instant } from '../core/index.ts';
import type { GateReason, GateResult, LetPass } from '../development/release/gate.ts';
import type { Link } from '../development/release/link.ts';
import type { ReleasePolicy } from '../development/release/policy.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

const SHOWN = 10;
const WORDS = { passed: 'passed', 'let-pass': 'let pass', stopped: 'stopped', 'not-asked': 'not asked for' } as const;

export function gateText(result: GateResult, policy: ReleasePolicy): string {
  const { release, pass, chain, reasons, letPass, about } = result;
  const rows = chain
    .filter(({ asked, state }) => asked || state !== 'absent')
    .map(({ link, state, verdict, fact }) => [link, state, WORDS[verdict], fact === undefined ? '-' : Instant.format(fact.at).slice(0, 10)]);
  const named = Object.entries(about).map(([bind, id]) => `${bind} ${id.startsWith('sha256:') ? id.slice(0, 19) : id.slice(0, 12)}`);
  return [
    `${release}${named.length === 0 ? '' : ` (${named.join(', ')})`}, held to "${policy.name}" ${policy.digest.slice(7, 19)}`,
    '',
    wholeTable(['link', 'state', 'verdict', 'looked at'], rows),
    '',
    ...grouped(reasons),
    ...(letPass.length === 0
      ? []
      : [
          'Let pass:',
          ...letPass.flatMap((one) =>
            wrapped(
              `${one.link}: ${one.what}, by ${one.by}${one.typed === true ? ' (typed, not signed)' : ''} until ${one.until.slice(0, 10)}${withdrawn(one)}. ${one.because}`,
              2,
            ),
          ),
          '',
        ]),
    pass
      ? letPass.length === 0
        ? 'The release passes the gate.'
        : `The release passes the gate, with ${counted(letPass.length, 'thing')} let pass.`
      : `The release does not pass the gate: ${counted(reasons.length, 'reason')}.`,
  ].join('\n');
}

/** Reasons of one link and code together, each place on a line of its own. */
function grouped(reasons: readonly GateReason[]): readonly string[] {
  const groups = new Map<string, GateReason[]>();
  for (const reason of reasons) {
    const key = `${reason.link} ${reason.code}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [reason]);
    else known.push(reason);
  }
  return [...groups].flatMap(([key, [first, ...more]]) =>
    first === undefined
      ? []
      : [
          `${key}${more.length === 0 ? '' : `, ${counted(more.length + 1, 'place')}`}`,
          ...[first, ...more].slice(0, SHOWN).flatMap(({ place, what }) => wrapped(`${place}: ${what}`, 2)),
          ...(more.length + 1 > SHOWN ? [`  and ${more.length + 1 - SHOWN} more, all of them with --json`] : []),
          ...wrapped(`-> ${first.remedy}`, 2),
          '',
        ],
  );
}

/** Said beside what passed at a past moment by an exception that stands no more. */
export function withdrawn({ withdrawnAt }: LetPass): string {
  return withdrawnAt === undefined ? '' : `, and withdrawn since, on ${withdrawnAt.slice(0, 10)}`;
}

function wrapped(text: string, indent: number): readonly string[] {
  return wrap(text, 98 - indent).map((line, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${line}`);
}

/** From review to release, in one column: what each link is about, and whether it holds to the next. */
export function chainText(result: GateResult, published: boolean): string {
  const of = (links: readonly Link[]) => result.chain.filter(({ link }) => links.includes(link));
  const line = ({ link, state, fact, reasons }: GateResult['chain'][number]) => {
    const figures = Object.entries(fact?.counts ?? {})
      .filter(([, n]) => n > 0)
      .slice(0, 5);
    const why = reasons[0] === undefined ? (fact?.reasons[0]?.what ?? '') : reasons[0].what;
    return [
      `  [${state === 'proven' ? 'proven' : state === 'broken' ? 'BROKEN' : state}] ${link}${figures.length === 0 ? '' : ` (${figures.map(([name, n]) => `${n} ${name}`).join(', ')})`}`,
      ...(state === 'proven' || why === '' ? [] : wrapped(why, 6)),
    ];
  };
  const id = (bind: keyof GateResult['about']) => result.about[bind] ?? 'not known, or not the same for all links';
  const seams = result.reasons.filter(({ link }) => link === 'chain');
  return [
    result.release,
    '',
    'review',
    ...of(['lifecycle', 'review', 'signatures']).flatMap(line),
    '  |',
    `tree ${id('tree')}`,
    `  commit ${id('commit')}`,
    ...of(['findings', 'artifact', 'provenance']).flatMap(line),
    '  |',
    `artifact ${id('artifact')}`,
    ...of(['components', 'log']).flatMap(line),
    '  |',
    `release ${published ? 'published: what the gate says of it is signed' : 'not published'}`,
    ...(seams.length === 0 ? [] : ['', 'The chain does not hold:', ...seams.flatMap(({ what }) => wrapped(what, 2))]),
  ].join('\n');
}

export function gateJson(result: GateResult, policy: ReleasePolicy): object {
  return {
    release: result.release,
    pass: result.pass,
    at: Instant.format(result.at),
    policy: { name: policy.name, digest: policy.digest },
    about: result.about,
    reasons: result.reasons,
    letPass: result.letPass,
    chain: result.chain.map(({ fact, ...one }) => ({ ...one, ...(fact === undefined ? {} : { fact: { ...fact, at: Instant.format(fact.at) } }) })),
  };
}
