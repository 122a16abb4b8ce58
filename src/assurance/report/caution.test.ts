import { describe, expect, it } from 'vitest';
import { cameraReport } from '../../../test/fixtures/report.ts';
import { cautionsOf } from './caution.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './model.ts';

describe('cautions', () => {
  const because = (value: 'yes' | 'no' | 'unknown', caution?: true) => [
    { fact: 'No presumption: a password may be unset', value, decidedBy: ['camera'], ...(caution === undefined ? {} : { caution }) },
  ];

  it.each([
    ['yes', true, ['No presumption: a password may be unset.']],
    ['unknown', true, ['No presumption: a password may be unset: whether that is so is not known.']],
    ['no', true, []],
    ['yes', undefined, []],
  ] as const)('%s, caution %s: %j', (value, caution, sentences) => {
    expect(cautionsOf(because(value, caution))).toEqual(sentences);
  });

  it('stand beside the requirement in the page and in Markdown, and nowhere where it is not owed', () => {
    const first = cameraReport.standards[0];
    const row = first?.requirements.find((one) => one.applies === 'yes');
    if (first === undefined || row === undefined) throw new TypeError('the fixture has no requirement that is owed');
    const withOne = (applies: 'yes' | 'no'): Report => ({
      ...cameraReport,
      gaps: [],
      standards: [{ ...first, requirements: [{ ...row, applies, verdict: applies === 'no' ? 'not-applicable' : row.verdict, because: because('yes', true) }] }],
    });
    const sentence = 'No presumption: a password may be unset.';
    expect(renderMarkdown(withOne('yes'))).toContain(sentence);
    expect(renderHtml(withOne('yes'))).toContain(`<b>Note:</b> ${sentence}`);
    expect(renderHtml(withOne('no'))).not.toContain('<b>Note:</b>');
  });
});
