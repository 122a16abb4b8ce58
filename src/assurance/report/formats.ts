import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './model.ts';
import { assessmentResults, type Exported, planOfAction } from './oscal/index.ts';
import { renderSarif } from './sarif.ts';
import { renderCsv } from './table.ts';

/** Every format of the report that is a file. */
export const REPORT_FORMATS = ['html', 'md', 'json', 'csv', 'sarif', 'oscal', 'oscal-poam'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What a file of each format is called by, and sent as. */
export const REPORT_FILES: Readonly<Record<ReportFormat, { readonly ending: string; readonly mediaType: string; readonly title: string }>> = {
  html: { ending: 'html', mediaType: 'text/html; charset=utf-8', title: 'HTML, to read and print' },
  md: { ending: 'md', mediaType: 'text/markdown; charset=utf-8', title: 'Markdown' },
  json: { ending: 'json', mediaType: 'application/json', title: 'JSON, everything' },
  csv: { ending: 'csv', mediaType: 'text/csv; charset=utf-8', title: 'CSV, for a spreadsheet' },
  sarif: { ending: 'sarif', mediaType: 'application/sarif+json', title: 'SARIF, for code scanning' },
  oscal: { ending: 'oscal-ar.json', mediaType: 'application/oscal+json', title: 'OSCAL assessment results' },
  'oscal-poam': { ending: 'oscal-poam.json', mediaType: 'application/oscal+json', title: 'OSCAL plan of action and milestones' },
};

/** The report in a format, and what that format has no place for. Pure: equal reports give equal bytes. */
export function renderReport(report: Report, format: ReportFormat): { readonly text: string; readonly lost: readonly string[] } {
  const whole = (text: string) => ({ text, lost: [] });
  const oscal = ({ document, lost }: Exported) => ({ text: JSON.stringify(document, null, 2), lost });
  switch (format) {
    case 'html':
      return whole(renderHtml(report));
    case 'md':
      return whole(renderMarkdown(report));
    case 'json':
      return whole(JSON.stringify(report, null, 2));
    case 'csv':
      return whole(renderCsv(report));
    case 'sarif':
      return whole(renderSarif(report));
    case 'oscal':
      return oscal(assessmentResults(report));
    case 'oscal-poam':
      return oscal(planOfAction(report));
  }
}
