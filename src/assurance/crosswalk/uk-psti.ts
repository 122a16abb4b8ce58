import { crosswalk, type Row } from './declare.ts';

// What answers each requirement of the UK regime. ETSI EN 303 645 is deemed to answer the three requirements of Schedule 1, but a crosswalk
// runs from controls: the deeming stands as a note beside each requirement.
const ROWS: readonly Row[] = [
  ['unique-device-credentials', '1(2)(a)', 'superset-of', 'Samples every batch for a password or key that two products share.'],
  ['image-searched', '1(2)(a)', 'intersects-with', 'Finds in the image a password that all products would share.'],
  ['unique-device-credentials', '1(2)(b)', 'superset-of', 'Lets nothing work before the owner has set a password, where none is preset.'],
  ['introduction-completed', '1(2)(b)', 'intersects-with', 'Shows whether people get through the set-up that asks for their choice.'],
  ['unique-device-credentials', '1(3)(a)', 'subset-of', 'Would see a count in a sample of neighbouring devices.'],
  ['unique-device-credentials', '1(3)(b)', 'subset-of', 'Asks that none can be guessed, which one made from public facts can be.'],
  ['unique-device-credentials', '1(3)(c)', 'subset-of', 'Asks that none can be guessed, which a bare serial number can be.'],
  ['factory-provisioning', '1(3)(c)', 'intersects-with', 'Makes keys inside the device, which leaves no scheme to work out.'],
  ['unique-device-credentials', '1(3)(d)', 'superset-of', 'Asks that none can be guessed, and holds keys to the same.'],
  ['guessing-limited', '1(3)(d)', 'intersects-with', 'Makes trying slow, which helps a password that is merely fair.'],

  ['disclosure-contact', '2(2)', 'superset-of', 'Looks for the published contact, and follows every report to its end.'],
  ['disclosure-contact', '2(3)', 'subset-of', 'Sets a number of days for the first answer, and measures it.'],
  ['disclosure-contact', '2(4)', 'subset-of', 'Finds the policy by machine at the place where finders look.'],

  ['support-period-published', '3(2)', 'superset-of', 'Reads the end date where it is published, and warns a year before.'],
  ['support-period-published', '3(3)', 'subset-of', 'Reads the date without signing in, at the shop and in the app.'],
  ['support-period-published', '3(4)', 'superset-of', 'Looks for the date at the point of sale, and in the app as well.'],

  ['conformity-documented', 'SoC.1', 'intersects-with', 'Keeps a declaration in the technical file, made for the Union and not for the UK.'],
  ['duties-registered', 'SoC.1', 'intersects-with', 'Lists the duty with its date and the person who answers for it.'],
  ['conformity-documented', 'SoC.2', 'intersects-with', 'Keeps the technical file as long as the UK asks for its statement.'],
  ['releases-archived', 'SoC.2', 'intersects-with', 'Keeps each release and its papers as long, whether or not the statement is one.'],
];

export const UK_PSTI_CROSSWALK = crosswalk('uk-psti', 'SI 2023/1007, Schedule 1, as made (in force 2024-04-29)', ROWS, {
  together: [],
  remainders: {
    '1(3)(a)': 'A sample may miss a count; the scheme of the factory is not examined.',
    '1(3)(b)': 'The scheme by which a factory password is made is not examined, only its results.',
    '1(3)(c)': 'Whether a scheme that starts from a serial number uses sound cryptography is not examined.',
    '2(3)': 'That the policy says when news will come until a report is settled is not read.',
    '2(4)': 'That it is in English, free and asks for no personal data is not checked.',
    '3(3)': 'Whether a buyer without technical knowledge understands it is not checked.',
    'SoC.1': 'No check reads the statement of compliance for what Schedule 4 asks.',
    'SoC.2': 'No check finds the statement itself in the archive.',
  },
});
