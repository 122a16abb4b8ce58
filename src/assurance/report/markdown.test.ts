import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareReport, cameraReport, emptyReport } from '../../../test/fixtures/report.ts';
import { spoiled } from '../../../test/fixtures/spoiled.ts';
import { MOST_ROWS, renderMarkdown } from './markdown.ts';
import { inline } from './markdown-text.ts';

/** Cells of a row as GFM splits them: at each pipe that no backslash precedes. */
function cells(line: string): number {
  return line.replace(/\\[\s\S]/g, '').split('|').length - 2;
}

function sound(markdown: string): void {
  for (const block of markdown.split(/\n\n/)) {
    const lines = block.trimEnd().split('\n');
    if (!lines[0]?.startsWith('|')) continue;
    expect(lines[1]).toMatch(/^\|(?: -{3}:? \|)+$/);
    for (const line of lines) {
      expect(line.startsWith('| ') && line.endsWith(' |'), line).toBe(true);
      expect(cells(line), line).toBe(cells(lines[0] ?? ''));
    }
  }
}

/** What each line is, without what it says. */
function skeleton(markdown: string): readonly string[] {
  return markdown.split('\n').map((line) => /^(?:#+ |\| |- |\d+\. |---$| {3})/.exec(line)?.[0] ?? (line === '' ? '' : 'text'));
}

describe('the Markdown report', () => {
  it.each([cameraReport, bareReport, emptyReport])('is sound and the same bytes each time', (report) => {
    const markdown = renderMarkdown(report);
    expect(renderMarkdown(structuredClone(report))).toBe(markdown);
    sound(markdown);
  });

  it('begins with a part short enough for a pull-request comment', () => {
    const [part = ''] = renderMarkdown(cameraReport).split('\n---\n');
    expect(part.length).toBeLessThan(6000);
    expect(part).toContain(inline(cameraReport.answer));
    expect(part).toContain('## Next moves');
  });

  it('names every goal, gap, control and entry', () => {
    const markdown = renderMarkdown(cameraReport);
    for (const goal of cameraReport.goals) expect(markdown).toContain(inline(goal.title));
    for (const gap of cameraReport.gaps.slice(0, MOST_ROWS)) expect(markdown).toContain(`| ${inline(gap.standard)} ${inline(gap.requirement)} |`);
    for (const control of cameraReport.controls) expect(markdown).toContain(`| ${inline(control.id)} |`);
    for (const entry of cameraReport.evidence) expect(markdown).toContain(`\n| ${entry.seq} | `);
  });
});

describe('foreign text in Markdown', () => {
  const hostile = [
    'a | b',
    'a\n\n# b',
    '<script>alert(1)</script>',
    '[a](javascript:b)',
    '![a](b)',
    '`a`',
    '**',
    '---',
    '- a',
    '1. a',
    '\\',
    '\\|',
    '~~~',
    '&lt;',
    '\r\n|',
  ];

  it.each(hostile)('%j makes no row, heading, list, link or element', (text) => {
    const before = renderMarkdown(spoiled(cameraReport, () => 'word'));
    const after = renderMarkdown(spoiled(cameraReport, () => text));
    sound(after);
    expect(skeleton(after)).toEqual(skeleton(before));
    expect(after).not.toContain('<');
  });

  it('stays on one line, with every pipe, bracket and mark escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const written = inline(text);
        expect(written).not.toMatch(/[\n\r<>]/);
        expect(written.replace(/\\[\s\S]/g, '')).not.toMatch(/[|`*_[\]~#]/);
        expect(written.replace(/\\\\/g, '').endsWith('\\')).toBe(false);
      }),
    );
  });

  it('calls nobody, and turns no address into a link', () => {
    expect(inline('ask @maintainers')).toBe('ask @\u2060maintainers');
    expect(inline('https://example.org www.example.org')).toBe('https\\://example.org www\\.example.org');
  });
});
