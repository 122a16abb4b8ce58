import { crosswalk, type Row } from './declare.ts';

// What answers each requirement of the UK regime. ETSI EN 303 645 is deemed to answer the three requirements of Schedule 1, but a crosswalk
// runs from controls: the deeming, which is by an earlier edition than the one that Assay judges, stands as a note beside each requirement.
const ROWS: readonly Row[] = [
  ['unique-device-credentials', '1(2)(a)', 'subset-of', 'Samples every batch of devices for a password that two of them share.'],
  ['image-searched', '1(2)(a)', 'intersects-with', 'Finds in the image a password that all products would share.'],
  ['unique-device-credentials', '1(2)(b)', 'subset-of', 'Lets nothing work before the owner has set a password, where none is preset.'],
  ['introduction-completed', '1(2)(b)', 'intersects-with', 'Shows whether people get through the set-up that asks for their choice.'],
  ['unique-device-credentials', '1(3)(a)', 'subset-of', 'Would see a count in a sample of neighbouring devices.'],
  ['unique-device-credentials', '1(3)(b)', 'subset-of', 'Asks that none can be guessed, which one made from public facts can be.'],
  ['unique-device-credentials', '1(3)(c)', 'subset-of', 'Asks that none can be guessed, which a bare serial number can be.'],
  ['factory-provisioning', '1(3)(c)', 'intersects-with', 'Makes keys inside the device, which leaves no scheme to work out.'],
  ['unique-device-credentials', '1(3)(d)', 'subset-of', 'Asks of each device that nobody can guess its password.'],
  ['guessing-limited', '1(3)(d)', 'intersects-with', 'Makes trying slow, which helps a password that is merely fair.'],

  ['disclosure-contact', '2(2)', 'superset-of', 'Looks for the published contact, and follows every report to its end.'],
  ['disclosure-contact', '2(3)', 'subset-of', 'Sets a number of days for the first answer, and measures it.'],
  ['disclosure-contact', '2(4)', 'subset-of', 'Finds the policy by machine at the place where finders look.'],

  ['support-period-published', '3(2)', 'equivalent-to', 'Reads until when the product is kept secure, where that is published.'],
  ['support-period-published', '3(3)', 'intersects-with', 'Reads the date that is published today, and so a longer one once it stands there.'],
  ['support-period-published', '3(4)', 'subset-of', 'Reads the date as anybody could, without signing in.'],
  ['support-period-published', '3(5)', 'subset-of', 'Reads the date in public, where the maker’s own shop would have to show it too.'],

  ['conformity-documented', 'SoC.1', 'intersects-with', 'Keeps a declaration in the technical file, made for the Union and not for the UK.'],
  ['duties-registered', 'SoC.1', 'intersects-with', 'Lists the duty with its date and the person who answers for it.'],
  ['conformity-documented', 'SoC.2', 'intersects-with', 'Keeps the technical file as long as the UK asks for its statement.'],
  ['releases-archived', 'SoC.2', 'intersects-with', 'Keeps each release and its papers as long, whether or not the statement is one.'],
];

export const UK_PSTI_CROSSWALK = crosswalk('uk-psti', 'SI 2023/1007, Schedule 1, as made (in force 2024-04-29)', ROWS, {
  together: [],
  remainders: {
    '1(2)(a)': 'Passwords that come with an app are not compared.',
    '1(2)(b)': 'Passwords that come with an app are not compared.',
    '1(3)(a)': 'A sample may miss a count; the scheme of the factory is not examined.',
    '1(3)(b)': 'The scheme by which a factory password is made is not examined, only its results.',
    '1(3)(c)': 'Whether a scheme that starts from a serial number uses sound cryptography is not examined.',
    '1(3)(d)': 'Passwords that come with an app are not compared.',
    '2(3)': 'That the policy says when news will come until a report is settled is not read.',
    '2(4)': 'That it is in English, free and asks for no personal data is not checked.',
    '3(3)': 'That a longer period is published as soon as it is decided is not checked.',
    '3(4)': 'That it is in English, free, asks for no personal data, and is understood by everybody, is not checked.',
    '3(5)': 'Whether the date stands beside each offer for sale, as prominently as the law asks, is not read.',
    'SoC.1': 'No check reads the statement of compliance for what Schedule 4 asks.',
    'SoC.2': 'No check finds the statement itself in the archive.',
  },
});
