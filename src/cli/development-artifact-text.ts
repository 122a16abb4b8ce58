import { shown } from '../development/archive/path.ts';
import { RUNS_BY } from '../development/artifact/build.ts';
import { type ArtifactResult, CLASSES, type FileClass, type JudgedFile } from '../development/artifact/model.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

interface Named {
  readonly artifact: string;
  readonly against?: string;
  readonly tag?: string;
}

const SAID: Readonly<Record<FileClass, string>> = {
  contradicts: 'not the toolchain file it is called',
  unexplained: 'unexplained',
  'not-shown-at-build': 'generated, not shown, and run at build',
  'not-comparable': 'of a submodule that was not there',
  'not-shown': 'generated, not shown',
  regenerated: 'regenerated',
  toolchain: 'toolchain file by content',
  moved: 'the tag’s content under another path',
  stamped: 'stamped by template',
  substituted: 'as git archive writes it',
  'line-ends': 'line ends only',
  identical: 'identical',
};
const OPEN: ReadonlySet<FileClass> = new Set(['contradicts', 'unexplained', 'not-shown-at-build', 'not-comparable']);
const LISTED = 40;
const GROUPED = 20;
const ROLES = { build: 'runs at build', code: 'code', other: '' } as const;

export function artifactText(result: ArtifactResult, named: Named): string {
  const { counts } = result;
  const width = Math.max(...Object.values(counts.byClass).map((count) => String(count).length));
  const build = Object.values(counts.atBuild).reduce((sum, count) => sum + count, 0);
  return [
    `${named.artifact} (${result.artifact.format}) against ${named.tag ?? named.against ?? 'its own tree'}${result.tree.commit === undefined ? '' : ` (${result.tree.commit.slice(0, 12)})`}`,
    `${counted(counts.files, 'file')} ship, ${counts.tree} in the tag: ${counts.same} the same, ${counts.differ} differ, ${counts.onlyArtifact} only in the artifact, ${counts.onlyTree} only in git`,
    ...(build === 0 ? [] : [`${build} of those that are not the tag’s ${build === 1 ? 'runs' : 'run'} at build: ${ways(counts.atBuild)}`]),
    '',
    ...CLASSES.filter((one) => counts.byClass[one] > 0 || one === 'unexplained').map(
      (one) =>
        `  ${String(counts.byClass[one]).padStart(width)}  ${SAID[one]}${one === 'not-shown' && counts.notShownCode > 0 ? `, ${counts.notShownCode} of them code` : ''}`,
    ),
    '',
    ...listed(result.files),
    ...odd(result),
    ...missing(result),
    ...notes(result),
    ...wrap(verdict(result), 100),
  ].join('\n');
}

const WAYS = { name: 'by name', place: 'by place or right to run', template: 'as a template', fragment: 'as a piece of a makefile' } as const;

function ways(atBuild: ArtifactResult['counts']['atBuild']): string {
  return RUNS_BY.filter((one) => atBuild[one] > 0)
    .map((one) => `${atBuild[one]} ${WAYS[one]}`)
    .join(', ');
}

const RED: ReadonlySet<FileClass> = new Set(['contradicts', 'unexplained']);

/** What is red, each with why; then what is not shown and has weight, by why. */
function listed(files: readonly JudgedFile[]): readonly string[] {
  const red = files.filter((file) => RED.has(file.class));
  const amber = files.filter((file) => OPEN.has(file.class) && !RED.has(file.class));
  const rows = red
    .slice(0, LISTED)
    .flatMap((file) => [`${shown(file.path)}${file.role === 'other' ? '' : ` (${ROLES[file.role]})`}`, ...indented(`${file.why}.`)]);
  const groups = Map.groupBy(
    amber,
    (file) =>
      `${file.class === 'not-comparable' ? 'Not there to compare' : 'Run at build, not shown'}: ${file.origin ?? file.why.replace(/ from .* nothing shows.*$/, '')}`,
  );
  return [
    ...rows,
    ...(red.length > LISTED ? [`and ${counted(red.length - LISTED, 'further file')}, all of them with --json`] : []),
    ...(red.length > 0 ? [''] : []),
    ...[...groups].flatMap(([why, group]) => [why, ...indented(brief(group))]),
    ...(amber.length > 0 ? [''] : []),
  ];
}

function indented(text: string): readonly string[] {
  return wrap(text, 96).map((line) => `    ${line}`);
}

function brief(files: readonly JudgedFile[]): string {
  const more = files.length - GROUPED;
  return `${files
    .slice(0, GROUPED)
    .map((file) => shown(file.path))
    .join(', ')}${more > 0 ? `, and ${counted(more, 'further file')}` : ''}`;
}

function odd({ oddities }: ArtifactResult): readonly string[] {
  if (oddities.length === 0) return [];
  const rows = oddities.toSorted((a, b) => Number(b.wrong) - Number(a.wrong)).slice(0, LISTED);
  const more = oddities.length - rows.length;
  return [
    'The archive itself:',
    ...rows.flatMap((one) =>
      wrap(`${one.wrong ? 'wrong: ' : ''}${one.path === '' ? 'it' : one.path} ${one.what}`, 96).map((line, at) => `${at === 0 ? '  ' : '    '}${line}`),
    ),
    ...(more > 0 ? [`  and ${more} more, with --json`] : []),
    '',
  ];
}

function missing({ missing: all }: ArtifactResult): readonly string[] {
  const said = all.filter((one) => one.kind !== 'unremarkable' && one.kind !== 'left-out');
  if (all.length === 0) return [];
  const rows = said.slice(0, 10).map(({ path, kind, role }) => [role === 'build' ? 'source (runs at build)' : kind, shown(path)]);
  const excused = all.filter((one) => one.kind === 'left-out');
  const reasons = [...Map.groupBy(excused, ({ why }) => why ?? '')].map(([why, group]) => `${group.length} left out (${shown(why)})`);
  return [
    ...wrap(`Only in git: ${[counted(all.length, 'file'), ...reasons, `${all.length - said.length - excused.length} of them of no weight`].join(', ')}.`, 100),
    ...(rows.length === 0 ? [] : [wholeTable(['missing', 'path'], rows)]),
    ...(said.length > rows.length ? [`and ${counted(said.length - rows.length, 'further file')}, with --json`] : []),
    '',
  ];
}

function notes({ artifact, submodules, tree, inputs, regeneration }: ArtifactResult): readonly string[] {
  const absent = submodules.filter((one) => !one.followed);
  const said = [
    ...(artifact.top === undefined ? [] : [`Everything is in the folder ${shown(artifact.top)}, which was taken off.`]),
    ...(artifact.contents ? [] : ['A manifest has no contents: line ends and stamps cannot be seen in it.']),
    ...(tree.by === 'manifest' ? ['The tree is the manifest’s word, and was not read from git.'] : []),
    ...absent.map(({ path, commit }) => `The submodule ${shown(path)} at ${commit.slice(0, 12)} was not there to compare.`),
    ...(regeneration === undefined ? [] : [recipe(regeneration)]),
    ...(inputs.some((one) => one.name === 'catalogue')
      ? inputs.filter((one) => one.name === 'catalogue').map((one) => `Catalogue ${one.digest.slice(0, 23)}….`)
      : ['No catalogue of toolchain files was given.']),
  ];
  return [...said.flatMap((note) => wrap(note, 100)), ''];
}

function recipe({ state, why, tools, outputs, sandbox }: NonNullable<ArtifactResult['regeneration']>): string {
  if (state !== 'ran') return `The recipe ${state === 'absent' ? 'was not run' : 'failed'}: ${why}.`;
  const by = tools.map(({ name, version }) => `${name} ${version}`).join(', ');
  return `The recipe made ${counted(outputs.length, 'file')}${by === '' ? '' : ` by ${by}`}, ${sandbox.network === 'none' ? `without network, as ${sandbox.user}.` : `as ${sandbox.user}, and was not held apart from the network: it shows nothing.`}`;
}

function verdict({ state, counts, oddities }: ArtifactResult): string {
  const red = counts.byClass.contradicts + counts.byClass.unexplained;
  if (state === 'proven') return 'Every file that ships is the tag’s, or explained by its content.';
  if (state === 'unknown') {
    const open = counts.byClass['not-shown'] + counts.byClass['not-shown-at-build'] + counts.byClass['not-comparable'];
    const left = counts.sourceLeftOut;
    if (counts.same + counts.differ === 0) return 'Nothing is unexplained, and nothing is shown: whether it comes from the tag cannot be known.';
    return `Nothing that ships is unexplained, and ${[
      ...(open === 0 ? [] : [`${counted(open, 'file')} ${open === 1 ? 'is' : 'are'} not shown to come from the tag`]),
      ...(left === 0 ? [] : [`some source is left out: ${counted(left, 'file')} of the tag that a build uses`]),
    ].join(', and ')}.`;
  }
  const wrong = oddities.filter((one) => one.wrong).length;
  const parts = [
    ...(red === 0 ? [] : [`${counted(red, 'file ships', 'files ship')} that nobody reviewed`]),
    ...(wrong === 0 ? [] : [`${counted(wrong, 'thing is', 'things are')} wrong with the archive`]),
  ];
  return `${parts.join(', and ')}.`;
}

export function artifactJson(result: ArtifactResult, named: Named): object {
  return { ...named, ...result };
}
