import type { ChainLinkShown, ReleaseLine } from '../../../src/server/development/model.ts';

export type LinkName = ChainLinkShown['link'];
export type LinkState = ChainLinkShown['state'];

/** What each link answers, as a person asks it. */
export const LINK_WORDS: Readonly<Record<LinkName, { readonly title: string; readonly asks: string }>> = {
  lifecycle: { title: 'Lifecycle', asks: 'Was each phase before the release left with its evidence?' },
  review: { title: 'Review', asks: 'Was every commit read by somebody who did not write it?' },
  signatures: { title: 'Signatures', asks: 'Are commits and the tag signed by keys of people who are known?' },
  artifact: { title: 'Artifact against source', asks: 'Is what ships what the reviewed tree gives?' },
  provenance: { title: 'Provenance', asks: 'Does the builder sign what it built from which commit?' },
  components: { title: 'Components', asks: 'Is what is inside known, and free of known holes?' },
  findings: { title: 'Findings', asks: 'Did the analysers find nothing new?' },
  log: { title: 'Code log', asks: 'Does the log that others watch have its review and its release?' },
};

export const STATE_WORDS: Readonly<Record<LinkState, { readonly word: string; readonly means: string }>> = {
  proven: { word: 'Proven', means: 'It was looked at, and it holds.' },
  broken: { word: 'Broken', means: 'It was looked at, and it does not hold.' },
  unknown: { word: 'Cannot be known', means: 'It was looked at, and what would settle it is missing. That is neither broken nor proven.' },
  absent: { word: 'Nothing recorded', means: 'Nobody has looked at it for this release.' },
};

export const GATE_WORDS: Readonly<Record<ReleaseLine['gate'], string>> = {
  passes: 'Passes the gate',
  stopped: 'Stopped',
  'no-policy': 'Not judged: no policy',
  unrecorded: 'Nothing recorded',
  changed: 'Not judged: a kept file was changed',
};

/** `not-reviewed` as words. */
export const codeWords = (code: string): string => code.replaceAll('-', ' ');

/** A commit, a tree or a digest, as short as people say it. */
export const brief = (id: string): string => (id.startsWith('sha256:') ? id.slice(7, 19) : id.slice(0, 12));

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** "2 commits, 2 reviewed": the figures that are not nought. */
export function countsWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .slice(0, 8)
    .map(([name, count]) => `${codeWords(name)} ${figures.format(count)}`)
    .join(', ');
}
