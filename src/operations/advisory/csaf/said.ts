import { type Foreign, field, itemsOf, textOf } from '../finding.ts';
import { faultOfLanguage, isEnglish } from '../language.ts';
import { faultOfLicence, ownLicence } from '../licence.ts';
import { readMoment } from '../moment.ts';
import { faultOfWeakness } from '../weakness.ts';
import { BOTH, type CsafTest, NEW } from './test.ts';

// Clauses on what the document says of itself: languages, dates, licence, with whom it is shared.

const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const NIL = '00000000-0000-0000-0000-000000000000';
const GROUP = '/document/distribution/sharing_group';
const RESERVED: ReadonlyMap<string, string> = new Map([
  ['Public', MAX],
  ['No sharing allowed', NIL],
]);

/** Every moment in the document. */
function moments(value: Foreign, path: string, depth: number, tell: (text: string, path: string) => void): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) moments(item, `${path}/${i}`, depth, tell);
  } else if (typeof value === 'object' && value !== null && depth < 12) {
    for (const [name, item] of Object.entries(value)) {
      if (typeof item === 'string') {
        if (name === 'date' || name.endsWith('_date') || name === 'timestamp') tell(item, `${path}/${name}`);
      } else if (name !== 'x_extensions' && name !== 'product_tree') moments(item, `${path}/${name}`, depth + 1, tell);
    }
  }
}

export const SAID_TESTS: readonly CsafTest[] = [
  {
    id: '6.1.11',
    title: 'a weakness is one of the enumeration',
    editions: BOTH,
    find({ vulnerabilities }, say) {
      for (const { fields, path } of vulnerabilities) {
        const judge = (cwe: Foreign, at: string) => {
          const [id, name] = [textOf(field(cwe, 'id')), textOf(field(cwe, 'name'))];
          const why = id === undefined || name === undefined ? undefined : faultOfWeakness(id, name, textOf(field(cwe, 'version')));
          if (why !== undefined) say(at, why);
        };
        judge(field(fields, 'cwe'), `${path}/cwe`);
        for (const [i, cwe] of itemsOf(field(fields, 'cwes')).entries()) judge(cwe, `${path}/cwes/${i}`);
      }
    },
  },
  {
    id: '6.1.12',
    title: 'a language exists',
    editions: BOTH,
    find({ document }, say) {
      for (const name of ['lang', 'source_lang']) {
        const text = textOf(field(document, name));
        const fault = text === undefined ? undefined : faultOfLanguage(text);
        if (fault !== undefined)
          say(`/document/${name}`, fault.kind === 'shape' ? 'is no tag of a language' : `nobody registered ${JSON.stringify(fault.subtag)}`);
      }
    },
  },
  {
    id: '6.1.15',
    title: 'a translator says what was translated',
    editions: BOTH,
    find({ document }, say) {
      if (field(document, 'publisher', 'category') !== 'translator') return;
      const from = field(document, 'source_lang');
      if (from === undefined) say('/document', 'is by a translator, and has no source_lang');
      else if (from === '' || from === null) say('/document/source_lang', 'is empty, and the document is by a translator');
    },
  },
  {
    id: '6.1.28',
    title: 'nothing is translated into its own language',
    editions: BOTH,
    find({ document }, say) {
      const [to, from] = [textOf(field(document, 'lang')), textOf(field(document, 'source_lang'))];
      if (to !== undefined && to.toLowerCase() === from?.toLowerCase()) say('/document/source_lang', `is ${from}, as the document is`);
    },
  },
  {
    id: '6.1.37',
    title: 'a moment is one, and of no second that was put in',
    editions: NEW,
    find({ root }, say) {
      moments(root, '', 0, (text, path) => {
        const moment = readMoment(text);
        if (moment === undefined) say(path, 'is no moment (RFC 3339)');
        else if (moment.leap) say(path, 'is a second that was put in');
        else if (moment.small) say(path, 'has a small t or z');
      });
    },
  },
  {
    id: '6.1.38',
    title: 'what is shared with all is for all',
    editions: NEW,
    find({ document }, say) {
      const label = field(document, 'distribution', 'tlp', 'label');
      if (field(document, 'distribution', 'sharing_group', 'id') === MAX && label !== 'CLEAR')
        say('/document/distribution/tlp/label', 'has to be CLEAR where the group is all');
    },
  },
  {
    id: '6.1.39',
    title: 'what is for all is shared with no group of some',
    editions: NEW,
    find({ document, status }, say) {
      const id = textOf(field(document, 'distribution', 'sharing_group', 'id'));
      if (field(document, 'distribution', 'tlp', 'label') !== 'CLEAR' || id === undefined || id === MAX || (id === NIL && status === 'draft')) return;
      say(`${GROUP}/id`, 'is of a group of some, and the label is CLEAR');
    },
  },
  {
    id: '6.1.40',
    title: 'a name that is kept for a group is not that of another',
    editions: NEW,
    find({ document }, say) {
      const group = field(document, 'distribution', 'sharing_group');
      const kept = RESERVED.get(textOf(field(group, 'name')) ?? '');
      if (kept !== undefined && field(group, 'id') !== kept) say(`${GROUP}/name`, `is the name of the group ${kept}`);
    },
  },
  {
    id: '6.1.41',
    title: 'the groups of all and of nobody have their names',
    editions: NEW,
    find({ document }, say) {
      const group = field(document, 'distribution', 'sharing_group');
      for (const [name, id] of RESERVED)
        if (field(group, 'id') === id && field(group, 'name') !== name) say(`${GROUP}/name`, `has to be ${JSON.stringify(name)}`);
    },
  },
  {
    id: '6.1.54',
    title: 'a licence is an expression of SPDX',
    editions: NEW,
    find({ document }, say) {
      const text = textOf(field(document, 'license_expression'));
      const why = text === undefined ? undefined : faultOfLicence(text);
      if (why !== undefined) say('/document/license_expression', why);
    },
  },
  {
    id: '6.1.55',
    title: 'a licence of its own has its text',
    editions: NEW,
    find({ document }, say) {
      const text = textOf(field(document, 'license_expression'));
      const lang = field(document, 'lang');
      if (text === undefined || faultOfLicence(text) !== undefined || !ownLicence(text) || (lang !== undefined && !isEnglish(lang))) return;
      const notes = itemsOf(field(document, 'notes')).filter((note) => field(note, 'title') === 'License');
      if (notes.length !== 1 || field(notes[0], 'category') !== 'legal_disclaimer')
        say('/document/notes', 'has to have one note with the title "License", of the category legal_disclaimer');
    },
  },
];
