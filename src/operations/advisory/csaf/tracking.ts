import { field, itemsOf, textOf } from '../finding.ts';
import { compareVersions, readVersion, withoutPre } from '../version.ts';
import { BOTH, type CsafTest } from './test.ts';

// Clauses 6.1.14, 6.1.16 to 6.1.22, 6.1.30: the versions of the document, and its history.

const VERSION = '/document/tracking/version';
const HISTORY = '/document/tracking/revision_history';
const released = (status: string | undefined) => status === 'final' || status === 'interim';

export const TRACKING_TESTS: readonly CsafTest[] = [
  {
    id: '6.1.14',
    title: 'numbers of the history grow with its dates',
    editions: BOTH,
    find({ revisions }, say) {
      for (let i = 1; i < revisions.length; i += 1) {
        const [before, one] = [revisions[i - 1], revisions[i]];
        if (before !== undefined && one !== undefined && compareVersions(before.version, one.version) > 0)
          say(one.path, `${one.version.text} is later than ${before.version.text}, and lower`);
      }
    },
  },
  {
    id: '6.1.16',
    title: 'the version is the last of the history',
    editions: BOTH,
    find({ document, revisions, status }, say) {
      const version = readVersion(field(document, 'tracking', 'version'));
      const last = revisions.at(-1);
      if (version === undefined || last === undefined) return;
      const same = status === 'draft' ? withoutPre(version) === withoutPre(last.version) : version.text === last.version.text;
      if (!same) say(VERSION, `is ${version.text}, and the last of the history is ${last.version.text}`);
    },
  },
  {
    id: '6.1.17',
    title: 'what is before 1, or a pre-release, is a draft',
    editions: BOTH,
    find({ document, status }, say) {
      const version = readVersion(field(document, 'tracking', 'version'));
      if (version !== undefined && (version.numbers[0] === 0 || version.pre.length > 0) && status !== 'draft')
        say('/document/tracking/status', `has to be draft with the version ${version.text}`);
    },
  },
  {
    id: '6.1.18',
    title: 'the history of what is released has no version 0',
    editions: BOTH,
    find({ revisions, status }, say) {
      if (released(status))
        for (const { version, path } of revisions) if (version.numbers[0] === 0) say(`${path}/number`, `${version.text} was never released`);
    },
  },
  {
    id: '6.1.19',
    title: 'the history has no pre-release',
    editions: BOTH,
    find({ revisions }, say) {
      for (const { version, path } of revisions) if (version.pre.length > 0) say(`${path}/number`, `${version.text} is a pre-release`);
    },
  },
  {
    id: '6.1.20',
    title: 'what is released is no pre-release',
    editions: BOTH,
    find({ document, status }, say) {
      const version = readVersion(field(document, 'tracking', 'version'));
      if (released(status) && version !== undefined && version.pre.length > 0) say(VERSION, `${version.text} is a pre-release, and the status is ${status}`);
    },
  },
  {
    id: '6.1.21',
    title: 'the history leaves no version out',
    editions: BOTH,
    find({ revisions }, say) {
      const [first] = revisions;
      if (first === undefined) return;
      if (first.version.numbers[0] > 1) say(HISTORY, `begins with ${first.version.text}, and not with 0 or 1`);
      const has = new Set(revisions.map(({ version }) => version.numbers[0]));
      for (let i = 1; i < revisions.length; i += 1) {
        const [before, now] = [revisions[i - 1]?.version.numbers[0] ?? 0, revisions[i]?.version.numbers[0] ?? 0];
        if (now <= before + 1) continue;
        say(HISTORY, has.has(before + 1) ? `has version ${before + 1} at the wrong moment` : `has no version ${before + 1}`);
      }
    },
  },
  {
    id: '6.1.22',
    title: 'the history has each version once',
    editions: BOTH,
    find({ document }, say) {
      const seen = new Set<string>();
      for (const [i, item] of itemsOf(field(document, 'tracking', 'revision_history')).entries()) {
        const number = textOf(field(item, 'number'));
        if (number === undefined) continue;
        if (seen.has(number)) say(`${HISTORY}/${i}/number`, `${number} is in the history before`);
        seen.add(number);
      }
    },
  },
  {
    id: '6.1.30',
    title: 'versions are whole numbers or semantic, and not both',
    editions: BOTH,
    find({ document, revisions }, say) {
      const kind = readVersion(field(document, 'tracking', 'version'))?.kind ?? revisions[0]?.version.kind;
      for (const { version, path } of revisions)
        if (version.kind !== kind) say(`${path}/number`, `${version.text} is not of the kind of the version of the document`);
    },
  },
];
