// What the published baselines of CISA make mandatory (SHALL), by product: numbers of controls without their versions. The baselines come with the tools
// (cisagov/ScubaGear 1.3 to 1.8 and what follows it, cisagov/ScubaGoggles 0.4 to 1.0). A build between two releases has the number of the first and may have the
// controls of the second, so a control is owed of a release where the next one has it too.

/** `from` the first edition that owes them, `before` the first that does not. */
interface Owed {
  readonly numbers: string;
  readonly from?: string;
  readonly before?: string;
}

const MICROSOFT: Readonly<Record<string, readonly Owed[]>> = {
  AAD: [{ numbers: '1.1 2.1 2.3 3.1 3.2 3.3 3.4 3.5 3.6 4.1 5.1 5.2 5.3 6.1 7.1 7.2 7.3 7.4 7.5 7.6 7.7 7.8' }, { numbers: '5.4', before: '1.5' }],
  DEFENDER: [{ numbers: '1.1 1.2 1.3 1.4 1.5 4.1 5.1 6.1 6.3' }, { numbers: '6.2', before: '1.5' }],
  EXO: [
    { numbers: '1.1 2.2 4.1 4.2 4.3 5.1 6.1 6.2 7.1 13.1' },
    { numbers: '8.1 8.2 9.1 9.3 10.1 10.2 10.3 14.1 14.2 14.3 16.1 17.1 17.3', before: '1.8' },
    { numbers: '8.4', from: '1.4', before: '1.8' },
    { numbers: '17.2', before: '1.5' },
  ],
  POWERBI: [],
  POWERPLATFORM: [{ numbers: '1.1 1.2 2.1 3.1 4.1' }],
  SECURITYSUITE: [{ numbers: '1.1 1.2 1.3 3.1 4.1 5.1 5.2 6.1 6.2' }],
  SHAREPOINT: [{ numbers: '1.1 1.2 1.3 2.1 2.2 3.1 3.2 3.3' }, { numbers: '1.4', before: '1.5' }, { numbers: '4.2', before: '1.4' }],
  TEAMS: [{ numbers: '1.2 2.1 2.2 4.1' }, { numbers: '3.1', before: '1.6' }, { numbers: '6.1 6.2', before: '1.8' }],
};

const GOOGLE: Readonly<Record<string, readonly Owed[]>> = {
  ASSUREDCONTROLS: [],
  CALENDAR: [{ numbers: '1.1 1.2 2.1 3.2' }, { numbers: '4.1', before: '0.6' }],
  CHAT: [{ numbers: '1.1 1.2 2.1 4.1 5.1' }],
  CLASSROOM: [{ numbers: '1.1 1.2 2.1 4.1 5.1', before: '0.6' }],
  COMMONCONTROLS: [
    { numbers: '1.1 1.2 1.3 1.4 4.1 5.1 5.2 5.4 5.5 5.6 6.1 6.2 8.1 10.1 10.2 10.3 10.4 10.5 11.1 12.1 13.1 14.1 14.2 15.1 15.2 18.1' },
    { numbers: '17.1', before: '0.5' },
    { numbers: '18.2 18.3', before: '0.6' },
    { numbers: '1.5 8.2', from: '0.5' },
  ],
  DRIVEDOCS: [
    { numbers: '1.3 1.6 1.8 5.1' },
    { numbers: '1.1 1.9 2.2 3.1', from: '0.6' },
    { numbers: '1.4 1.5 1.7 2.3 2.4', before: '0.5' },
    { numbers: '5.2', from: '1.0' },
  ],
  GEMINI: [{ numbers: '1.1 2.1' }, { numbers: '3.1 3.2 4.1', from: '1.0' }],
  GMAIL: [
    { numbers: '3.1 4.1 4.2 4.3 5.1 5.2 5.3 5.5 6.1 6.2 6.3 7.1 7.2 7.3 7.4 7.5 7.6 7.7 8.1 9.1 12.1 13.1 15.1 18.3' },
    { numbers: '6.4', before: '0.5' },
    { numbers: '6.4', from: '1.0' },
    { numbers: '18.1 18.2', from: '0.5' },
  ],
  GROUPS: [{ numbers: '1.1' }, { numbers: '4.1', from: '0.6' }, { numbers: '6.1', before: '0.5' }],
  MEET: [{ numbers: '2.1 3.1 4.1 5.1' }, { numbers: '6.1', from: '0.5', before: '0.6' }, { numbers: '6.2', from: '0.5' }, { numbers: '1.1 5.2', from: '1.0' }],
  SITES: [],
};

const SUITES = [
  { prefix: 'MS', products: MICROSOFT, first: '1.3', after: '1.9' },
  { prefix: 'GWS', products: GOOGLE, first: '0.4', after: '1.1' },
] as const;

/** Products whose controls have another word than the product has. */
const WORDS: ReadonlyMap<string, string> = new Map([['DRIVE', 'DRIVEDOCS']]);

/**
 * Ids without versions of the controls that a report of this edition owes of a product; `undefined` of a product that no published baseline has. Of an edition that is
 * not known, or not said, those that every known one owes.
 */
export function mandatoryOf(suite: 'ScubaGear' | 'ScubaGoggles', product: string, edition: string): readonly string[] | undefined {
  const { prefix, products, first, after } = SUITES[suite === 'ScubaGear' ? 0 : 1];
  const short = product.trim().toUpperCase();
  const word = WORDS.get(short) ?? short;
  const owed = Object.hasOwn(products, word) ? products[word] : undefined;
  if (owed === undefined) return undefined;
  const at = editionOf(edition);
  const known = at !== undefined && at >= (editionOf(first) ?? 0) && at < (editionOf(after) ?? 0) ? at : undefined;
  return owed.flatMap(({ numbers, from, before }) => {
    if (known === undefined ? from !== undefined || before !== undefined : known < (editionOf(from) ?? 0) || known >= (editionOf(before) ?? Infinity))
      return [];
    return numbers.split(' ').map((number) => `${prefix}.${word}.${number}`);
  });
}

/** `1.8.0` as a number that grows with the edition, of its first two places. */
function editionOf(text: string | undefined): number | undefined {
  const found = /^v?(\d{1,3})\.(\d{1,3})(?:\D|$)/.exec(text?.trim() ?? '');
  return found === null ? undefined : Number(found[1]) * 1000 + Number(found[2]);
}
