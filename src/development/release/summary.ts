import { grid, inline } from '../../assurance/report/markdown-text.ts';
import { Digest, Instant } from '../../core/index.ts';
import type { GateReason, GateResult } from './gate.ts';
import { sarifMessage } from './sarif-message.ts';

// One answer of the gate in the two forms that build servers show.

const MOST = 200;

/** GitHub Flavored Markdown. Whatever foreign text a reason holds is taken literally. */
export function gateMarkdown(result: GateResult): string {
  const { release, pass, chain, reasons, letPass, at } = result;
  const rows = chain
    .filter(({ asked, state }) => asked || state !== 'absent')
    .map(({ link, state, verdict, fact }) => [
      link,
      state === 'absent' ? 'nothing recorded' : state,
      verdict === 'let-pass' ? 'let pass' : verdict === 'not-asked' ? 'not asked for' : verdict,
      fact === undefined ? '' : Instant.format(fact.at).slice(0, 10),
    ]);
  return [
    `## ${inline(release)}: ${pass ? 'passes the gate' : 'does not pass the gate'}`,
    '',
    grid(['link', 'state', 'verdict', 'looked at'], rows),
    '',
    ...(reasons.length === 0
      ? []
      : [
          '### What stops it',
          '',
          ...reasons.slice(0, MOST).map((reason) => `- **${reason.link}** ${inline(`${reason.place}: ${reason.what}`)} *${inline(reason.remedy)}*`),
          '',
        ]),
    ...(reasons.length > MOST ? [`And ${reasons.length - MOST} more.`, ''] : []),
    ...(letPass.length === 0
      ? []
      : [
          '### Let pass',
          '',
          ...letPass.map(
            (one) =>
              `- **${one.link}** by ${one.by}${one.typed === true ? ' (typed, not signed)' : ''} until ${one.until.slice(0, 10)}${one.withdrawnAt === undefined ? '' : ` and withdrawn since, on ${one.withdrawnAt.slice(0, 10)}`}, ${one.reasons.length} of it: ${inline(`${one.what}: ${one.because}`)}`,
          ),
          '',
        ]),
    `Judged at ${Instant.format(at)}.`,
    '',
  ].join('\n');
}

/** SARIF 2.1.0. The tool is named Assay, so that no import takes it for evidence. */
export function gateSarif(result: GateResult): string {
  const all = [
    ...result.reasons.map((reason) => ({ reason, until: undefined })),
    ...result.letPass.flatMap((one) => one.reasons.map((reason) => ({ reason, until: one }))),
  ];
  const ids = [...new Set(all.map(({ reason }) => ruleOf(reason)))].toSorted();
  const at = new Map(ids.map((id, i) => [id, i]));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Assay', semanticVersion: '0.1.0', rules: ids.map((id) => ({ id, shortDescription: { text: `Release gate: ${id}` } })) } },
        invocations: [{ executionSuccessful: true, endTimeUtc: Instant.format(result.at) }],
        automationDetails: { id: `assay/release/${result.release}/${Instant.format(result.at)}` },
        results: all.map(({ reason, until }) => ({
          ruleId: ruleOf(reason),
          ruleIndex: at.get(ruleOf(reason)),
          kind: 'fail',
          level: reason.kind === 'broken' ? 'error' : 'warning',
          message: { text: sarifMessage(`${reason.what} ${reason.remedy}`) },
          locations: [{ logicalLocations: [{ fullyQualifiedName: reason.place, kind: reason.link }] }],
          partialFingerprints: { 'assayRelease/v1': Digest.of(`${result.release}\u0000${ruleOf(reason)}\u0000${reason.place}`) },
          ...(until === undefined
            ? {}
            : { suppressions: [{ kind: 'external', status: 'accepted', justification: `${until.because} (${until.by}, until ${until.until})` }] }),
        })),
        properties: { release: result.release, pass: result.pass },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(reason: GateReason): string {
  return `release/${reason.link}/${reason.code}`;
}
