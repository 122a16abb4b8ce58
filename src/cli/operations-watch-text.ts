import { figure, Instant } from '../core/index.ts';
import type { FoldedIncident } from '../operations/incident/model.ts';
import type { Account } from '../operations/intake/accounting.ts';
import { wrap } from './help.ts';
import { counted } from './table.ts';

interface Sum {
  readonly read: readonly { readonly name: string; readonly format: string | undefined; readonly bytes: number; readonly digest: string }[];
  readonly account: Account & { readonly lost: number };
  readonly devices: number;
  readonly detections: number;
}

const NAMED = 5;

/** One line for an incident that opened. */
export function incidentLine(incident: FoldedIncident): string {
  return `${Instant.format(incident.raised)}  ${incident.level}  ${incident.title}: ${devicesOf(incident)}`;
}

export function watchText(incidents: readonly FoldedIncident[], { read, account, devices, detections }: Sum): string {
  const lines = read.map(({ name, format, bytes }) => `${name}: ${format ?? 'nothing'}, ${figure(bytes)} bytes`);
  const rejected = Object.entries(account.rejected);
  const reasons = rejected.length === 0 ? 'none rejected' : `rejected ${rejected.map(([why, count]) => `${figure(count)} (${why})`).join(', ')}`;
  lines.push(
    `${figure(account.offered)} offered: ${figure(account.evaluated)} evaluated, ${reasons}${account.lost > 0 ? `, and ${figure(account.lost)} known to be lost before` : ''}.`,
  );
  lines.push(`${counted(devices, 'device')}, ${counted(detections, 'detection')}, ${counted(incidents.length, 'incident')}.`);
  if (incidents.length === 0) lines.push('', 'Nothing was found by what was asked. That is no word on what was not asked, or not seen.');
  for (const incident of incidents) lines.push('', ...shown(incident));
  return lines.join('\n');
}

function shown(incident: FoldedIncident): readonly string[] {
  const lines = [
    `${incident.level.toUpperCase()}  ${incident.title}`,
    `  ${incident.id}, of ${devicesOf(incident)}`,
    `  began ${Instant.format(incident.first)}, was enough at ${Instant.format(incident.raised)}, last ${Instant.format(incident.last)}`,
  ];
  for (const stage of incident.stages) {
    lines.push(
      `  - ${Instant.format(stage.first)}  ${stage.level}  ${stage.title}${stage.techniques.length > 0 ? ` (${stage.techniques.join(', ')})` : ''}, ${counted(stage.detections, 'time')}`,
    );
    const because = incident.detections.find(({ rule }) => rule === stage.rule);
    if (because !== undefined) lines.push(...wrap(`${because.subject}: ${because.why}`, 92).map((line) => `      ${line}`));
  }
  return lines;
}

function devicesOf({ devices, deviceCount }: FoldedIncident): string {
  const named = devices.slice(0, NAMED).join(', ');
  return deviceCount > NAMED ? `${named} and ${figure(deviceCount - NAMED)} more` : named;
}
