import { figure, Instant } from '../core/index.ts';
import type { Clock } from '../operations/duty/model.ts';
import type { Paper } from '../operations/duty/paper.ts';
import type { ChainChecked } from '../operations/incident/edge/traces.ts';
import type { Incident, Incidents } from '../operations/incident/model.ts';
import type { RuleQuality } from '../operations/incident/quality.ts';
import { cleared, lacksOf, unverified, verdictOn } from '../operations/incident/recovery.ts';
import { wrap } from './help.ts';
import { counted, table, wholeTable } from './table.ts';

const NAMED = 20;

export function clockLine({ law, stage, article, clock }: Clock): string {
  const what = `${law} ${stage} (${article})`;
  switch (clock.state) {
    case 'undetermined':
      return `${what}: undetermined, waits for ${clock.waitsFor}`;
    case 'running':
      return `${what}: running, ${clock.due === undefined ? 'without undue delay' : `due ${Instant.format(clock.due)}`}`;
    case 'overdue':
      return `${what}: OVERDUE since ${Instant.format(clock.due)}`;
    case 'met':
      return `${what}: met ${Instant.format(clock.submitted)}${clock.late ? ', late' : ''}`;
    case 'not-owed':
      return `${what}: not owed, ${clock.why}`;
  }
}

export interface Listed {
  readonly incident: Incident;
  readonly running: readonly Clock[];
}

export function listText(listed: readonly Listed[], all: Incidents): string {
  if (listed.length === 0) {
    return all.size === 0
      ? 'There is no incident on the ledger. What a watch finds becomes one: assay operations watch --input conn.log --record'
      : `None of the ${counted(all.size, 'incident')} on the ledger is so.`;
  }
  const rows = listed.map(({ incident, running }) => [
    incident.id,
    incident.exercise ? `${incident.state} (exercise)` : incident.state,
    incident.severity,
    incident.deviceCount,
    running.length,
    nextDue(running),
    incident.title ?? 'erased',
  ]);
  return table(['incident', 'state', 'severity', 'devices', 'clocks', 'next due', 'what'], rows);
}

function nextDue(running: readonly Clock[]): string {
  const due = running.flatMap(({ clock }) => ('due' in clock && clock.due !== undefined ? [clock.due] : [])).sort((a, b) => a - b)[0];
  return due === undefined ? '-' : Instant.format(due);
}

export function showText(incident: Incident, clocks: readonly Clock[], chain: ChainChecked | undefined): string {
  const lines = [
    `${incident.severity.toUpperCase()}  ${incident.title ?? 'its title was erased'}${incident.exercise ? '  (exercise)' : ''}`,
    `  ${incident.id}, ${incident.state}${incident.mergedInto === undefined ? '' : ` into ${incident.mergedInto}`}`,
    `  began ${Instant.format(incident.first)}, was enough at ${Instant.format(incident.raised)}, last ${Instant.format(incident.last)}`,
    '',
    'What was seen',
    ...incident.rules.map(({ rule, title, level, detections }) => {
      const verdict = verdictOn(incident, rule, '') ?? 'not verified';
      return `  ${level}  ${title}, ${counted(detections, 'time')}: ${verdict}`;
    }),
    '',
    `Devices (${figure(incident.deviceCount)})`,
  ];
  for (const device of [...incident.devices.values()].slice(0, NAMED)) {
    const lacks = lacksOf(incident, device);
    const standing = cleared(incident, device.id)
      ? 'cleared'
      : lacks.length === 0
        ? 'recovered'
        : device.waived === true
          ? 'recovery let pass by two people'
          : `${device.contained === undefined ? 'not contained' : `contained, silent since ${Instant.format(device.contained.since)}`}; ${lacks.join('; ')}`;
    lines.push(...wrap(`${device.name ?? device.id}: ${standing}`, 96).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`)));
  }
  if (incident.deviceCount > NAMED) lines.push(`  and ${figure(incident.deviceCount - NAMED)} more`);
  if (clocks.length > 0) lines.push('', 'The law', ...clocks.map((clock) => `  ${clockLine(clock)}`));
  if (incident.improvements.length > 0) {
    lines.push('', 'Actions of the review');
    for (const one of incident.improvements)
      lines.push(
        `  ${one.id}: ${one.text ?? 'erased'}, ${one.owner}, ${one.done === undefined ? `due ${Instant.format(one.due)}` : `done ${Instant.format(one.done)}`}`,
      );
  }
  const missing = unverified(incident);
  if (missing.length > 0 && incident.state !== 'merged')
    lines.push('', 'Next: say whether it was true.', `  assay operations incident verify ${incident.id} true|benign|false|unknown --reason WHY --by ROLE`);
  if (chain !== undefined) lines.push('', ...chainText(chain));
  return lines.join('\n');
}

function chainText({ inputs, events, holds }: ChainChecked): readonly string[] {
  const same = inputs.filter((one) => one.same === true).length;
  return [
    `Evidence chain: ${holds ? 'holds' : 'DOES NOT HOLD'}`,
    `  ${counted(inputs.length, 'reading')} of an input on the ledger, ${same} of them of these bytes; ${counted(events.length, 'event')} read again`,
    ...events
      .filter(({ is }) => is !== 'the same')
      .slice(0, NAMED)
      .map(({ seq, rule, offset, length, is }) => `  entry ${seq}, ${rule}: ${length} bytes at ${offset} are ${is}`),
  ];
}

export function timelineText(incident: Incident): string {
  const rows = incident.timeline.map(({ seq, recordedAt, by, says, text }) => {
    const named = [...incident.devices.values()].reduce((line, { id, name }) => (name === undefined ? line : line.replaceAll(id, name)), says);
    return [seq, Instant.format(recordedAt), by, text === undefined ? named : `${named}: ${text}`];
  });
  return wholeTable(['entry', 'recorded', 'by', 'what'], rows);
}

export function paperText(paper: Paper): string {
  const lines = [
    `${paper.law} ${paper.title} (${paper.article})`,
    `  to ${paper.to}`,
    `  ${paper.complete ? 'complete' : 'NOT COMPLETE'}: a draft, nothing of it was sent`,
    '',
  ];
  for (const { id, title, article, answer, lacks } of paper.fields) {
    lines.push(...wrap(`${title} (${article}, ${id})`, 98));
    const said = answer === undefined ? `missing: ${lacks}` : answer.kind === 'said' ? answer.text : `none: ${answer.why}`;
    lines.push(...wrap(said, 94).map((line) => `    ${line}`));
    if (answer !== undefined) lines.push(...wrap(`[${answer.from}]${lacks === undefined ? '' : ` missing: ${lacks}`}`, 94).map((line) => `    ${line}`));
  }
  return lines.join('\n');
}

export function qualityText(rows: readonly RuleQuality[]): string {
  if (rows.length === 0) return 'No rule has spoken in an incident on the ledger.';
  return table(
    ['true', 'benign', 'false', 'unknown', 'open', 'precision', 'to verify', 'rule'],
    rows.map(({ verdicts, precision, timeToVerify, rule }) => [
      verdicts.true,
      verdicts.benign,
      verdicts.false,
      verdicts.unknown,
      verdicts.unverified,
      precision === undefined ? 'unknown' : `${Math.round((100 * precision.true) / precision.of)} % of ${precision.of}`,
      timeToVerify === undefined ? '-' : `${figure(Math.round(timeToVerify.median / 60_000))} min`,
      rule,
    ]),
  );
}
