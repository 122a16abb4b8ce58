/**
 * Facts that let somebody do something from a moment on, or for a time. By a clock that was set back they are not entered: what they give would be good for longer than anybody meant, or again.
 * Whatever takes away is entered by any clock.
 */
export const GIVING: readonly string[] = [
  'authority.made',
  'authority.rotated',
  'certificate.issued',
  'consent.given',
  'crl.issued',
  'introduction.begun',
  'member.joined',
  'ownership.began',
  'share.given',
  'token.made',
  'visit.agreed',
  'voucher.given',
  'voucher.issued',
];
