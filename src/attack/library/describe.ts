import { LAYERS } from '../../core/index.ts';
import { EFFORT_DAYS } from '../model.ts';
import { LIBRARY, LIBRARY_VERSION } from './index.ts';
import type { Template } from './template.ts';

const AGAIN: Readonly<Record<NonNullable<Template['again']>, string>> = { some: '; perhaps not all are such', never: ' and no further' };

const SCOPE: Readonly<Record<Template['scope'], string>> = {
  one: 'one member at a time',
  same: 'as many as it starts from',
  all: 'every member, from one cause',
  mass: 'only by every member of a class',
};

/** docs/attack-steps.md: every template by layer, as Markdown. A test holds the file to it. */
export function describeLibrary(): string {
  const lines = [
    '# Attack steps',
    '',
    `Step library ${LIBRARY_VERSION}: ${LIBRARY.length} templates. Written by \`describeLibrary()\`; a test holds this page to the library.`,
    'How a template becomes steps, and what opens and closes one: [design/attack-steps.md](design/attack-steps.md).',
    '',
    `Effort is in person-days on a coarse scale (${Object.entries(EFFORT_DAYS)
      .map(([name, days]) => `${name} ${days}`)
      .join(
        ', ',
      )}); an assumption unless a source is named. A step that no control closes or narrows is how the thing works. A control about a share of members narrows a step: failing, it is open; proven, undecided, since some member is left.`,
  ];
  for (const layer of LAYERS) {
    const rows = LIBRARY.filter((template) => template.layer === layer);
    lines.push(
      '',
      `## ${layer} (${rows.length})`,
      '',
      '| step | needs | gives | members | effort | closed by | techniques |',
      '| --- | --- | --- | --- | --- | --- | --- |',
    );
    for (const each of rows) lines.push(`| ${row(each).join(' | ')} |`);
  }
  const sourced = LIBRARY.filter((template) => template.source !== 'assumption');
  lines.push('', '## Efforts with a source', '', ...sourced.map((template) => `- \`${template.id}\`: ${template.source}`), '');
  return lines.join('\n');
}

/** What closes a step, and what only leaves fewer members to it. */
function closers(closedBy: Template['closedBy'], narrowedBy: Template['closedBy'] = []): string {
  const named = (all: Template['closedBy']): string => all.map((each) => `\`${each}\``).join(' and ');
  const narrowed = narrowedBy.length === 0 ? '' : `; narrowed, and closed at a share of one alone, by ${named(narrowedBy)}`;
  return `${named(closedBy) || 'nothing'}${narrowed}`;
}

function row(template: Template): readonly string[] {
  const { id, title, needs, gives, scope, again, effort, easier, closedBy, narrowedBy, techniques } = template;
  return [
    `**${title}**<br>\`${id}\``,
    needs.map((each) => `\`${each}\``).join(' and ') || 'nothing',
    `\`${gives}\``,
    again === undefined ? SCOPE[scope] : `${SCOPE[scope]}${AGAIN[again]}`,
    easier === undefined ? effort : `${effort}; ${easier.effort} where declared easier`,
    closers(closedBy, narrowedBy),
    techniques.map((each) => each.slice(2)).join(', '),
  ];
}
