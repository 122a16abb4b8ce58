import { resolve } from 'node:path';
import { Instant, type Json, parseJson, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { ServiceMap } from '../map/model.ts';
import { composeCsaf } from '../operations/advisory/compose.ts';
import { readFacts } from '../operations/advisory/facts.ts';
import { clocks } from '../operations/duty/clock.ts';
import { zoneNamed } from '../operations/duty/edge/zone.ts';
import { lawOf } from '../operations/duty/laws/index.ts';
import type { Stage, Track } from '../operations/duty/model.ts';
import { incidentFaults } from '../operations/incident/faults.ts';
import type { Incident } from '../operations/incident/model.ts';
import { paperOf, TRACKS } from '../operations/incident/papers.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { deliver } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { stageAsked, trackAsked } from './operations-incident-acts.ts';
import { asked } from './operations-incident-desk.ts';
import { incidentJson } from './operations-incident-json.ts';
import { paperText, timelineText } from './operations-incident-text.ts';
import { choice } from './parse.ts';

export const FORMATS = ['timeline', 'cra', 'nis2', 'gdpr', 'csaf'] as const;

/** An incident as a paper: its timeline, a draft for an authority, or an advisory. */
export function exported(args: Arguments, io: Io, incident: Incident, map: ServiceMap): Outcome {
  const format = choice(args, 'format', FORMATS, 'timeline');
  if (format === 'timeline') return { json: incidentJson(incident, []), ...deliver(args, timelineText(incident), 'The timeline'), code: 0 };
  if (format === 'csaf') return advisory(args, io, incident);
  const track = trackOf(args, incident, format);
  const stage: Stage = args.text('stage') === undefined ? (lawOf(track).duties[0]?.stage ?? 'notification') : stageAsked(args, track);
  const calendar = { zone: zoneNamed(args.text('zone') ?? 'UTC') };
  const paper = paperOf(incident, track, stage, {
    product: map.service.name ?? map.service.id,
    clocks: clocks(incident.duties, io.now(), calendar),
    at: io.now(),
  });
  if (paper === undefined) throw new TypeError('a stage of a track has a paper');
  const json = { ...paper, at: Instant.format(paper.at) };
  return { json, ...deliver(args, paperText(paper), 'The draft'), code: paper.complete ? 0 : 1 };
}

/** As it is named, or the one of this law that somebody recorded awareness of. */
function trackOf(args: Arguments, incident: Incident, law: keyof typeof TRACKS): Track {
  const tracks: readonly Track[] = TRACKS[law];
  if (args.text('track') !== undefined) {
    const track = trackAsked(args);
    if (tracks.includes(track)) return track;
    throw new Refused(
      incidentFaults.fault('011', {
        message: `${law} knows nothing of ${track}`,
        field: 'track',
        expected: tracks.join(', '),
        found: track,
        remedy: 'Name one of its tracks.',
      }),
    );
  }
  const aware = tracks.filter((track) => incident.duties.some((fact) => fact.kind === 'aware' && fact.track === track));
  const [only, another] = aware.length === 0 ? tracks : aware;
  if (only !== undefined && another === undefined) return only;
  throw new Refused(
    cliFaults.fault('003', { message: 'this law has several tracks', expected: `--track ${tracks.join('|')}`, found: 'none', remedy: 'Say of which it is.' }),
  );
}

/** What the incident knows of an advisory: its number, when it began and was made known. What only people know stands in a file, and what is missing then is refused by name. */
function advisory(args: Arguments, io: Io, incident: Incident): Outcome {
  const file = asked(args, 'facts');
  const given = parseJson(readTextFile(resolve(io.cwd, file)), file);
  const own: Json = {
    kind: 'incident',
    title: (incident.title ?? incident.id).trim().slice(0, 500),
    tracking: {
      id: incident.id,
      status: incident.closed === undefined ? 'interim' : 'final',
      history: [{ at: Instant.format(io.now()), summary: `Of ${incident.id}.` }],
    },
  };
  const facts = readFacts(typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...own, ...given } : given, file);
  const paper = composeCsaf(facts, file)['2.1'];
  return { json: { format: 'csaf-2.1', paper }, ...deliver(args, JSON.stringify(paper, null, 2), 'The advisory'), code: 0 };
}
