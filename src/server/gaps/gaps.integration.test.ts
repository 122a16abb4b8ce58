import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonAnswer } from '../position/model.ts';
import { comparison } from '../position/model.ts';
import { cameraWorld, personId, type World } from '../position/world.fixture.ts';
import {
  type ExclusionsAnswer,
  exclusions,
  type GapLine,
  type GapsAnswer,
  gaps,
  type RequirementAnswer,
  requirementAnswer,
  type StandardsAnswer,
  standards,
} from './model.ts';

const AT = 'at=2026-11-01T00:00:00Z';
let world: World;
beforeAll(async () => {
  world = await cameraWorld({ anna: ['operator'], bert: ['operator'], audit: ['auditor'] });
});
afterAll(() => world.close());

const everything = 'verdict=proven,failing,stale,unproven,excluded,not-applicable';

async function all(query: string, limit = 500): Promise<readonly GapLine[]> {
  const rows: GapLine[] = [];
  let after = '';
  for (;;) {
    const page = await world.json<GapsAnswer>(`/gaps?${AT}&limit=${limit}${query}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`);
    expect(gaps.parse(page)).toEqual(page);
    rows.push(...page.rows);
    if (page.next === undefined) return rows;
    after = page.next;
  }
}

describe('the gaps over HTTP', () => {
  it('are those that are owed and not proven, and add up with the standards', async () => {
    const rows = await all('');
    const { standards: at } = await world.json<GapsAnswer>(`/gaps?${AT}&limit=1`);
    const open = at.reduce((sum, { owed, tally }) => sum + owed - tally.proven, 0);
    expect(rows).toHaveLength(open);
    expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, i) => i + 1));
    const whole = await all(`&${everything}`);
    expect(whole).toHaveLength(at.reduce((sum, { owed, notApplicable }) => sum + owed + notApplicable, 0));
    for (const { id, tally } of at) {
      const own = whole.filter(({ standard }) => standard === id);
      for (const verdict of ['proven', 'failing', 'stale', 'unproven', 'excluded'] as const)
        expect(own.filter((row) => row.verdict === verdict)).toHaveLength(tally[verdict]);
    }
  });

  it('open with how many are owed, and of how many the map does not say whether they are', async () => {
    const { answer, standards } = await world.json<GapsAnswer>(`/gaps?${AT}&limit=1`);
    const perhaps = standards.reduce((sum, { undecided }) => sum + undecided, 0);
    expect(perhaps).toBeGreaterThan(0);
    expect(answer).toContain(`requirements owed (${perhaps} of them perhaps: the map does not say) to ${standards.length} standards`);
  });

  it('come by cursor as they come at once', async () => {
    expect(await all('', 37)).toEqual(await all(''));
  });

  it.each([
    ['a standard', '&standard=cra', (row: GapLine) => row.standard === 'cra'],
    ['an outcome', '&outcome=detect', (row: GapLine) => row.outcomes.includes('detect')],
    ['layers', '&layer=product,experience', (row: GapLine) => row.layers.includes('product') || row.layers.includes('experience')],
    ['a verdict', '&verdict=failing', (row: GapLine) => row.verdict === 'failing'],
    [
      'words',
      '&text=update%20secur',
      (row: GapLine) =>
        [/update/i, /secur/i].every((word) => word.test(`${row.standard} ${row.requirement} ${row.title} ${row.group} ${row.answeredBy.join(' ')}`)),
    ],
  ])('are narrowed by %s to all those that fit, and no others', async (name, query, fits) => {
    const rows = await all(query);
    expect(rows.length).toBeGreaterThan(0);
    // A standard that is asked about alone is ranked alone; the rest are the whole list, filtered.
    if (name === 'a standard') expect(rows.every(fits)).toBe(true);
    else expect(rows).toEqual((await all('')).filter(fits));
  });

  it.each([
    ['/gaps?verdict=green', 'ASSAY-SERVER-001'],
    ['/gaps?standard=no-such', 'ASSAY-GAP-001'],
    ['/requirements/cra/9.9.9', 'ASSAY-SERVER-003'],
    ['/requirements/no-such/1', 'ASSAY-GAP-001'],
    ['/compare?from=@99999', 'ASSAY-SERVER-001'],
    ['/compare?from=2026-11-01&to=2026-10-01', 'ASSAY-SERVER-001'],
    ['/compare?from=yesterday', 'ASSAY-TIME-001'],
  ])('refuse %s', async (path, code) => {
    expect((await world.json<{ readonly code: string }>(path)).code).toBe(code);
  });

  it('open every requirement down to its entries', async () => {
    const rows = (await all(`&${everything}`)).filter((_, i) => i % 23 === 0);
    for (const row of rows) {
      const opened = await world.json<RequirementAnswer>(`/requirements/${row.standard}/${encodeURIComponent(row.requirement)}?${AT}`);
      expect(requirementAnswer.parse(opened)).toEqual(opened);
      expect(opened.line).toEqual(row);
      const cited = opened.answers.flatMap(({ elements }) => elements.flatMap(({ checks }) => checks.flatMap(({ entries }) => entries)));
      const said = new Set(opened.statements.map(({ seq }) => seq));
      for (const seq of cited) expect(said.has(seq)).toBe(true);
      expect(opened.alsoCloses).toHaveLength(row.alsoCloses);
      if (row.days !== undefined) expect(opened.attack?.story.days).toBe(row.days);
    }
  });

  it('are held against every standard at hand where that is asked', async () => {
    const owed = await world.json<StandardsAnswer>(`/standards?${AT}`);
    const held = await world.json<StandardsAnswer>(`/standards?${AT}&all=true`);
    expect(standards.parse(held)).toEqual(held);
    expect(owed.standards.every(({ owedByMap }) => owedByMap)).toBe(true);
    expect(held.standards.length).toBeGreaterThan(owed.standards.length);
    expect(held.standards.filter(({ owedByMap }) => owedByMap)).toEqual(owed.standards);
  });
});

describe('comparing', () => {
  it.each(['from=2026-10-01&to=2026-11-01', 'from=@100&to=@159', 'from=2026-10-01T00:00:00Z&known=recorded'])('answers %s', async (query) => {
    const shown = await world.json<ComparisonAnswer>(`/compare?${query}`);
    expect(comparison.parse(shown)).toEqual(shown);
    expect(shown.left).toEqual({ controls: 0, requirements: 0, goals: 0 });
    expect(shown.controls.length).toBeGreaterThan(0);
  });
});

describe('exclusions', () => {
  const grant = {
    control: 'restore-tested',
    subject: 'cloud-backup',
    until: '2027-03-01T00:00:00Z',
    reason: 'Replaced by the new store in spring.',
  };

  it('are granted by two and withdrawn by one, and both stand on the ledger', async () => {
    const before = await world.json<ExclusionsAnswer>('/exclusions');
    expect(before).toMatchObject({ answer: 'Nothing is excluded.', exclusions: [] });
    const proposal = await world.send('anna', 'POST', '/exclusions', grant);
    expect(proposal.status).toBe(202);
    expect((await world.json<ExclusionsAnswer>('/exclusions')).exclusions).toEqual([]);

    expect(await world.agree(personId('bert'))).toMatchObject({ control: grant.control, subject: grant.subject });
    const granted = await world.json<ExclusionsAnswer>('/exclusions');
    expect(exclusions.parse(granted)).toEqual(granted);
    expect(granted.exclusions[0]).toMatchObject({ ...grant, proposer: personId('anna'), approver: personId('bert'), state: 'stands' });
    const entry = granted.exclusions[0]?.entry ?? 0;

    const withdrawn = await world.send('anna', 'DELETE', '/exclusions', {
      control: grant.control,
      subject: grant.subject,
      reason: 'The old store stays after all.',
    });
    expect(withdrawn.status).toBe(200);
    const after = await world.json<ExclusionsAnswer>('/exclusions');
    expect(after.exclusions[0]).toMatchObject({ state: 'withdrawn', withdrawn: { by: personId('anna'), reason: 'The old store stays after all.' } });
    // As it was before it was withdrawn, by the size of the ledger then.
    const then = await world.json<ExclusionsAnswer>(`/exclusions?size=${entry + 1}`);
    expect(then.exclusions[0]?.state).toBe('stands');
  });

  it.each([
    ['a control that there is not', { ...grant, control: 'no-such' }, 'ASSAY-GAP-002'],
    ['an element that does not owe it', { ...grant, subject: 'no-such' }, 'ASSAY-GAP-003'],
    ['an end too far away', { ...grant, until: '2029-01-01T00:00:00Z' }, 'ASSAY-GAP-005'],
  ])('are refused for %s, to who proposes them, before a second person is asked', async (_, body, code) => {
    const refused = await world.send('anna', 'POST', '/exclusions', body);
    expect([refused.status, ((await refused.json()) as { readonly code: string }).code]).toEqual([422, code]);
  });

  it('are not granted by an auditor, nor without a reason', async () => {
    expect((await world.send('audit', 'POST', '/exclusions', grant)).status).toBe(403);
    expect((await world.send('anna', 'POST', '/exclusions', { ...grant, reason: 'short' })).status).toBe(400);
    expect((await world.send('anna', 'POST', '/exclusions', { ...grant, approver: 'me' })).status).toBe(400);
  });

  it('are not withdrawn where none stands', async () => {
    const answer = await world.send('anna', 'DELETE', '/exclusions', {
      control: 'restore-tested',
      subject: 'office-backup',
      reason: 'There never was one here.',
    });
    expect(((await answer.json()) as { readonly code: string }).code).toBe('ASSAY-GAP-006');
  });
});
