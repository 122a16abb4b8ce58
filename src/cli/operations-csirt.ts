import { foldLedger } from '../assurance/folded.ts';
import { canonicalJson, Digest, Instant, type Json } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { EVIDENCE_RECORDED, readEvidence } from '../evidence/index.ts';
import { planFindings } from '../map/plan-findings.ts';
import { fieldName } from '../map/spots.ts';
import { subjectsOf } from '../map/subjects.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';
import { WORKSPACE } from './parse.ts';
import { counted, wholeTable } from './table.ts';
import { dataFolder, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const CLAIM = 'csirt.plan-complete';

export const operationsCsirt: Command = {
  noun: 'operations',
  verb: 'csirt',
  usage: '[FILE] [--record]',
  most: 1,
  about:
    'The incident plan of the map: who holds which role, whom it is passed up to and when, what is done first, and what the plan lacks. With --record, whether it is whole goes on the ledger as evidence; that it was exercised is shown by a drill alone. Exits 1 where there is no plan, or something is lacking.',
  options: [{ name: 'record', kind: 'flag', about: `put ${CLAIM} on the ledger, true or false` }, ...WORKSPACE.filter(({ name }) => name !== 'at')],
  examples: ['assay operations csirt', 'assay operations csirt service.yaml --record'],
  async run(args, io) {
    const { map } = readServiceMap(args, io, args.positionals[0]);
    const plan = map.csirt;
    const found = planFindings(map).map(({ number, path, message, remedy }) => ({ code: `ASSAY-MAP-${number}`, field: fieldName(path), message, remedy }));
    const whole = plan !== undefined && found.length === 0;
    const notes: string[] = [];
    if (args.flag('record')) {
      const raw = canonicalJson({ csirt: plan ?? null, found } as unknown as Json);
      const evidence = {
        subject: map.service.id,
        claim: CLAIM,
        value: whole,
        observedAt: Instant.format(io.now()),
        validFor: 'P35D',
        source: 'Assay, check of the incident plan',
        method: 'import' as const,
        ...(whole
          ? {}
          : {
              finding: {
                id: 'csirt:plan',
                title: (plan === undefined ? 'The map has no incident plan' : found.map(({ message }) => message).join('; ')).slice(0, 500),
                severity: 'medium' as const,
              },
            }),
        raw: { digest: Digest.of(raw), mediaType: 'application/json' },
      };
      readEvidence(JSON.stringify([evidence]), 'the statement', { now: io.now(), subjects: subjectsOf(map) });
      await withLedger(args, io, async (ledger) => {
        refuseOtherService(foldLedger(ledger), map, dataFolder(args, io));
        keepRaw(dataFolder(args, io), new TextEncoder().encode(raw), evidence.raw.digest);
        await ledger.append([{ type: EVIDENCE_RECORDED, body: evidence as unknown as Json }]);
      });
      notes.push(`Evidence: ${CLAIM} of ${map.service.id} is ${whole}.`);
    }
    const lines: string[] = [];
    if (plan === undefined) lines.push('The map has no incident plan. docs/operations-csirt.md shows one to begin with.');
    else {
      lines.push(whole ? 'The plan is whole: whether people can run it is for a drill to show.' : `The plan lacks ${counted(found.length, 'thing')}.`, '');
      lines.push(
        wholeTable(
          ['role', 'held by', 'does'],
          plan.roles.map(({ name, holders, duties }) => [name, holders.join(', ') || 'nobody', duties.join(', ')]),
        ),
        '',
        wholeTable(
          ['after', 'called', 'by'],
          plan.escalation.map(({ after, to, by }) => [after, to.join(', '), by.join(', ') || 'nothing']),
        ),
        '',
        wholeTable(
          ['severity', 'looked at within', 'first'],
          plan.severities.map(({ name, triage, firstMoves, playbooks }) => [name, triage, [...firstMoves, ...(playbooks ?? [])].join('; ') || 'nothing']),
        ),
      );
      for (const { code, field, message, remedy } of found)
        lines.push('', ...wrap(`${code} ${message}`, 98), `  where   ${field}`, ...wrap(remedy, 96).map((line) => `  ${line}`));
    }
    return { json: { plan: plan ?? null, whole, found }, text: lines.join('\n'), code: whole ? 0 : 1, notes };
  },
};
