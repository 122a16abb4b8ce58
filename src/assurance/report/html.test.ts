import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareReport, cameraReport, emptyReport } from '../../../test/fixtures/report.ts';
import { spoiled } from '../../../test/fixtures/spoiled.ts';
import { VERDICTS } from '../model.ts';
import { anchorId } from './html/anchor.ts';
import { renderHtml } from './html.ts';
import { LIMITS } from './limits.ts';
import type { Report } from './model.ts';

const VOID = new Set(['meta', 'br', 'rect', 'circle', 'path', 'polyline']);
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>/g;

/** The elements of a page whose tags must balance, or what is wrong with them. Stricter than a browser, which mends what it finds. */
function elements(html: string): { readonly name: string; readonly attributes: string; readonly text: string }[] {
  const body = html.replace(/^<!doctype html>\n/, '').replace(/<style>[^<]*<\/style>/, '');
  const open: string[] = [];
  const found: { name: string; attributes: string; text: string }[] = [];
  let at = 0;
  for (const match of body.matchAll(TAG)) {
    const between = body.slice(at, match.index);
    if (/[<>]/.test(between)) throw new Error(`a bracket outside a tag: ${between.slice(0, 80)}`);
    at = match.index + match[0].length;
    const [, closing, name = '', attributes = '', selfClosing] = match;
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      found.push({ name, attributes, text: body.slice(at, at + 60) });
      if (selfClosing !== '/' && !VOID.has(name)) open.push(name);
    }
  }
  if (/[<>]/.test(body.slice(at))) throw new Error('a bracket after the last tag');
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`);
  return found;
}

const reports: readonly (readonly [string, Report])[] = [
  ['a whole service', cameraReport],
  ['nothing shown yet', bareReport],
  ['nothing asked', emptyReport],
];

describe.each(reports)('the HTML report of %s', (_, report) => {
  const html = renderHtml(report);
  const found = elements(html);

  it('is the same bytes each time', () => expect(renderHtml(structuredClone(report))).toBe(html));

  it('has unique ids, and no link that leads nowhere', () => {
    const ids = found.flatMap(({ attributes }) => [...attributes.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]));
    expect(new Set(ids).size).toBe(ids.length);
    const links = found.filter(({ name }) => name === 'a').map(({ attributes }) => /\shref="#([^"]*)"/.exec(attributes)?.[1]);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => link === undefined || !ids.includes(link))).toEqual([]);
    const labels = found.flatMap(({ attributes }) => [...attributes.matchAll(/aria-labelledby="([^"]*)"/g)].map((match) => match[1]));
    expect(labels.filter((label) => !ids.includes(label))).toEqual([]);
  });

  it('never skips a level of heading, and has one title', () => {
    const levels = found.filter(({ name }) => /^h[1-6]$/.test(name)).map(({ name }) => Number(name[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) => {
      expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  it('loads nothing and runs nothing', () => {
    expect(found.filter(({ name }) => ['script', 'link', 'img', 'iframe', 'object', 'embed', 'form', 'base', 'use', 'image'].includes(name))).toEqual([]);
    expect(found.filter(({ attributes }) => /\s(?:on[a-z]+|src|style|srcset|action|xlink:href)=/.test(attributes))).toEqual([]);
    expect(html).not.toMatch(/@import|url\((?!#t-)/);
    expect(html).toContain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
  });

  it('gives every table heads with a scope', () => {
    for (const { attributes } of found.filter(({ name }) => name === 'th')) expect(attributes).toMatch(/scope="(?:col|row)"/);
  });
});

describe('what the HTML report says', () => {
  const html = renderHtml(cameraReport);

  it('has a place for every goal, gap, requirement, control and entry', () => {
    const has = (id: string) => expect(html.includes(` id="${id}"`), id).toBe(true);
    for (const goal of cameraReport.goals) has(anchorId('goal', goal.state));
    for (const gap of cameraReport.gaps) has(anchorId('gap', gap.standard, gap.requirement));
    for (const standard of cameraReport.standards) for (const row of standard.requirements) has(anchorId('requirement', standard.id, row.id));
    for (const control of cameraReport.controls) has(anchorId('control', control.id));
    for (const entry of cameraReport.evidence) has(`entry-${entry.seq}`);
  });

  it('prints counts that add up to what is owed', () => {
    const lists = [...html.matchAll(/<small>(\d+) controls<\/small>.*?<span class="counts">(.*?)<\/span> <\/span>/gs)];
    expect(lists).toHaveLength(cameraReport.layers.length);
    for (const [, all, counts = ''] of lists) {
      const sum = [...counts.matchAll(/<b>(\d+)<\/b>/g)].reduce((so, match) => so + Number(match[1]), 0);
      expect(sum).toBe(Number(all));
    }
    for (const standard of cameraReport.standards)
      expect(VERDICTS.reduce((sum, verdict) => sum + standard.tally[verdict], standard.notApplicable)).toBe(standard.requirements.length);
  });

  it('stays under two and a half megabytes for a whole service and four standards, and under three for every standard', () => {
    const four = new Set(['en-303-645', 'cra', 'nist-csf', 'ssdf']);
    const owed: Report = {
      ...cameraReport,
      standards: cameraReport.standards.filter((standard) => four.has(standard.id)),
      gaps: cameraReport.gaps.filter((gap) => four.has(gap.standard)),
    };
    expect(owed.standards).toHaveLength(4);
    expect(renderHtml(owed).length).toBeLessThan(2_500_000);
    expect(html.length).toBeLessThan(3_000_000);
  });

  it('says what it leaves out of a report of many thousand rows', () => {
    const [entry] = cameraReport.evidence;
    if (entry === undefined) throw new Error('the fixture has evidence');
    const many: Report = { ...cameraReport, evidence: Array.from({ length: LIMITS.evidence + 500 }, (_, i) => ({ ...entry, seq: i })) };
    const long = renderHtml(many);
    expect(long).toContain('500 more entries are not printed here');
    elements(long);
  });

  it('teaches where there is nothing to show', () => {
    expect(renderHtml(bareReport)).toContain('assay evidence add');
    expect(renderHtml(emptyReport)).toContain('No standard was asked for');
    expect(renderHtml(emptyReport)).toContain('calls critical');
  });
});

describe('foreign text in the HTML report', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onfocus='x",
    '</style><b>',
    '<!--',
    '&lt;',
    '`',
    ']]>',
    '\u0000\u202e',
    '\ud800',
  ];
  const shape = elements(renderHtml(emptyReport)).map(({ name }) => name);

  // Every section and every kind of row, few of each: what a text can break out of is the same, and ten renderings take a second, not a minute.
  const some = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => i % 12 === 0);
  const few: Report = {
    ...cameraReport,
    standards: cameraReport.standards.map((standard) => ({ ...standard, requirements: some(standard.requirements) })),
    gaps: some(cameraReport.gaps),
    evidence: some(cameraReport.evidence),
  };
  const plain = elements(renderHtml(spoiled(few, () => 'word'))).map(({ name }) => name);

  it.each(hostile)('%j adds no element, wherever it stands', (text) => {
    expect(elements(renderHtml(spoiled(few, () => text))).map(({ name }) => name)).toEqual(plain);
  });

  it('changes no element, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(elements(renderHtml(spoiled(emptyReport, () => text))).map(({ name }) => name)).toEqual(shape);
      }),
      { numRuns: 200 },
    );
  });
});
