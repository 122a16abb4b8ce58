import { yesOrNo } from './table.ts';

/** What a word for a way of signing in is worth. `said`: that there is one, and not which. */
export type Factor = 'resistant' | 'phishable' | 'said';

const RESISTANT =
  /^(?:fido2?|fido2 ?security ?keys?|passkeys?(?: ?\(.*\))?|webauthn|u2f|security ?keys?|hardware ?security ?keys?|yubikeys?|windows ?hello(?: ?for ?business)?|hello ?for ?business|certificate(?:-?based)?(?: ?authentication)?|x509 ?certificate|smart ?cards?|piv|cac|platform ?credential|passkeydevicebound|sicherheitsschlussel|sicherheitsschluessel|zertifikat|chipkarte)$/;
const PHISHABLE =
  /^(?:sms|text ?message|voice|phone|phone ?call|mobile ?phone|telefon|anruf|mail|e-?mail|totp|hotp|otp|one ?time ?(?:password|code)|authenticator(?: ?app)?|microsoft ?authenticator|google ?authenticator|(?:microsoftauthenticator)?push|push ?notification|app|software ?(?:one ?time ?passcode|oath ?token|token)|hardware ?(?:oath ?)?token|question|security ?question|password|passwort|kennwort|none|no|keine|keiner|nein|false|0|off|aus|disabled)$/;

/** Each way that a cell names. A cell that says only yes names none. */
export function factorsOf(cell: string): readonly Factor[] {
  return cell
    .slice(0, 1000)
    .split(/[,;|/+\n]|\band\b|\bund\b/i)
    .map((word) =>
      word
        .trim()
        .toLowerCase()
        .normalize('NFKD')
        .replace(/\p{M}+/gu, ''),
    )
    .filter((word) => word !== '')
    .map((word) => (RESISTANT.test(word) ? 'resistant' : PHISHABLE.test(word) ? 'phishable' : 'said'));
}

/** What several columns say together. One that only says yes adds nothing to one that names the way. */
export function factorCell(cells: readonly string[]): string {
  const naming = cells.filter((cell) => yesOrNo(cell) !== true);
  return (naming.length > 0 ? naming : cells).join(';');
}
