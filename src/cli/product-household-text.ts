import { paragraph } from './product-device-text.ts';
import { counted } from './table.ts';

interface Named {
  readonly name?: string;
}
export interface HouseholdShown extends Named {
  readonly household: string;
  readonly at: string;
  readonly dissolvedAt?: string;
  readonly devices: readonly { readonly device: string; readonly product: string; readonly life: string }[];
  readonly members: readonly (Named & { readonly member: string; readonly role: string; readonly since: string; readonly until?: string })[];
  readonly shares: readonly (Named & {
    readonly share: string;
    readonly device: string;
    readonly channel?: string;
    readonly to: string;
    readonly until: string;
  })[];
  readonly visits: readonly (Named & {
    readonly visit: string;
    readonly supporter: string;
    readonly device?: string;
    readonly minutes: number;
    readonly until?: string;
  })[];
  readonly consents: readonly { readonly purpose: string; readonly class: string; readonly givenAt: string; readonly until?: string }[];
}

/** The name, where there is one, and the id by which further commands call it. */
const called = (name: string | undefined, id: string) => (name === undefined ? id : `${name} (${id})`);
const end = (until: string | undefined) => (until === undefined ? '' : `, until ${until}`);

/** Who may see what of one household: answer first, then everybody, one a line. */
export function householdText({ household, name, at, dissolvedAt, devices, members, shares, visits, consents }: HouseholdShown): string {
  const part = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines.map((line) => paragraph(line, '  '))]);
  return [
    paragraph(
      dissolvedAt === undefined
        ? `${called(name, household)} has ${counted(members.length, 'member')}, ${counted(devices.length, 'device')} and ${counted(shares.length, 'share')} as of ${at}.`
        : `${called(name, household)} ended on ${dissolvedAt}.`,
    ),
    ...part(
      'Members',
      members.map((one) => `${one.role.padEnd(9)}  ${called(one.name, one.member)}${end(one.until)}`),
    ),
    ...part(
      'Devices',
      devices.map((one) => `${one.device}, ${one.product}, ${one.life}`),
    ),
    ...part(
      'Shared',
      shares.map(
        (one) => `${one.device}${one.channel === undefined ? '' : `/${one.channel}`} with ${called(one.name, one.to)}${end(one.until)} (${one.share})`,
      ),
    ),
    ...part(
      'Support',
      visits.map(
        (one) =>
          `${called(one.name, one.supporter)} for ${one.minutes} minutes${one.device === undefined ? '' : ` at ${one.device}`}: ${one.until === undefined ? 'waits for an owner' : `let in until ${one.until}`} (${one.visit})`,
      ),
    ),
    ...part(
      'Agreed to',
      consents.map((one) => `${one.class} data for ${one.purpose}, since ${one.givenAt}${end(one.until)}`),
    ),
  ].join('\n');
}
