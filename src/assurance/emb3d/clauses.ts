import { IEC_62443_4_2 } from '../standards/iec-62443-4-2.ts';

// A mitigation names what it serves in IEC 62443-4-2 as lines of text: `- CR 3.4 – Software and information integrity`, several types of
// component in one line (`EDR / HDR / NDR 3.14`), an enhancement as `RE (1)` or as `(1)` alone, and `None` where there is nothing. Writing
// differs from line to line, so the text is read for type, number and enhancement, and each result must be a requirement that exists.

const KNOWN = new Set(IEC_62443_4_2.requirements.map((requirement) => requirement.id));
const TYPES = /^((?:CR|SAR|EDR|HDR|NDR)(?:\s*\/\s*(?:CR|SAR|EDR|HDR|NDR))*)\s*(?:[–-]\s*)?(\d{1,2}\.\d{1,2})(?![.\d])(.*)$/;
const ENHANCEMENT = /(?:\bRE\s*)?\((\d)\)/;

/** The ids in the text, each once; `unread` are lines that name none, or one that the standard does not have. */
export function clausesIn(text: string): { readonly clauses: readonly string[]; readonly unread: readonly string[] } {
  const clauses = new Set<string>();
  const unread: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/^\s*[-*]?\s*/, '').trim();
    if (line === '' || /^none\.?$/i.test(line)) continue;
    const [, types, number, rest = ''] = TYPES.exec(line) ?? [];
    const enhancement = ENHANCEMENT.exec(rest)?.[1];
    const found = (types ?? '')
      .split('/')
      .map((type) => `${type.trim()} ${number}${enhancement === undefined ? '' : ` RE(${enhancement})`}`)
      .filter((id) => KNOWN.has(id));
    if (types === undefined || found.length < types.split('/').length) unread.push(line);
    for (const id of found) clauses.add(id);
  }
  return { clauses: [...clauses], unread };
}
