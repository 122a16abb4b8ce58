import { needModel, type OscalDocument } from './document.ts';
import { refuseOscal } from './faults.ts';
import { metadataOf, propsOf, some } from './fields.ts';
import type { OscalFinding, OscalObservation, OscalPoam, OscalResults, OscalRisk, OscalSubject } from './model.ts';
import type { Taking } from './reading.ts';

/** Reads assessment results. Throws `Refused` (ASSAY-OSCAL-003, -004, -007). */
export function readResults(document: OscalDocument): OscalResults {
  needModel(document, 'assessment-results');
  const { root } = document.reading;
  const read: OscalResults = {
    metadata: metadataOf(root),
    results: root.list('results').map((result) => ({
      uuid: result.needed('uuid'),
      title: result.needed('title'),
      description: result.needed('description'),
      start: result.needed('start'),
      ...some('end', result.text('end')),
      reviewedControls:
        result
          .one('reviewed-controls')
          ?.list('control-selections')
          .flatMap((selection) =>
            selection.whole('include-all') === undefined ? selection.list('include-controls').map((one) => one.needed('control-id')) : ['*'],
          ) ?? [],
      observations: observationsOf(result),
      risks: risksOf(result),
      findings: findingsOf(result),
    })),
  };
  if (document.reading.faults.length > 0) refuseOscal(document.reading.faults);
  return read;
}

/** Reads a plan of action and milestones. Throws `Refused` (ASSAY-OSCAL-003, -004, -007). */
export function readPoam(document: OscalDocument): OscalPoam {
  needModel(document, 'plan-of-action-and-milestones');
  const { root } = document.reading;
  const read: OscalPoam = {
    metadata: metadataOf(root),
    ...some('system', root.one('system-id')?.text('id')),
    items: root.list('poam-items').map((item) => ({
      ...some('uuid', item.text('uuid')),
      title: item.needed('title'),
      description: item.needed('description'),
      observations: item.list('related-observations').map((one) => one.needed('observation-uuid')),
      risks: item.list('related-risks').map((one) => one.needed('risk-uuid')),
      props: propsOf(item),
    })),
    observations: observationsOf(root),
    risks: risksOf(root),
    findings: findingsOf(root),
  };
  if (document.reading.faults.length > 0) refuseOscal(document.reading.faults);
  return read;
}

function observationsOf(at: Taking): readonly OscalObservation[] {
  return at.list('observations').map((one) => ({
    uuid: one.needed('uuid'),
    ...some('title', one.text('title')),
    description: one.needed('description'),
    methods: one.texts('methods'),
    types: one.texts('types'),
    subjects: one.list('subjects').map(
      (subject): OscalSubject => ({
        uuid: subject.needed('subject-uuid'),
        type: subject.needed('type'),
        ...some('title', subject.text('title')),
        props: propsOf(subject),
      }),
    ),
    ...some('collected', one.text('collected')),
    ...some('expires', one.text('expires')),
    props: propsOf(one),
    ...some('remarks', one.text('remarks')),
  }));
}

function risksOf(at: Taking): readonly OscalRisk[] {
  return at.list('risks').map((risk) => ({
    uuid: risk.needed('uuid'),
    title: risk.needed('title'),
    description: risk.needed('description'),
    statement: risk.needed('statement'),
    status: risk.needed('status'),
    ...some('deadline', risk.text('deadline')),
    props: propsOf(risk),
  }));
}

function findingsOf(at: Taking): readonly OscalFinding[] {
  return at.list('findings').map((finding) => {
    const target = finding.one('target');
    const status = target?.one('status');
    if (target === undefined) finding.fault('003', 'target', 'is missing', 'what was judged, and how it came out', 'nothing', 'Add the field.');
    return {
      uuid: finding.needed('uuid'),
      title: finding.needed('title'),
      description: finding.needed('description'),
      target: {
        type: target?.needed('type') ?? '',
        targetId: target?.needed('target-id') ?? '',
        state: status?.needed('state') ?? '',
        ...some('reason', status?.text('reason')),
        ...some('description', target?.text('description')),
      },
      observations: finding.list('related-observations').map((one) => one.needed('observation-uuid')),
      risks: finding.list('related-risks').map((one) => one.needed('risk-uuid')),
      props: propsOf(finding),
    };
  });
}
