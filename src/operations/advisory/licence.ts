// Annex B of SPDX 3.0.1. CSAF 2.1 forbids the part DocumentRef.

const IDSTRING = /^[A-Za-z0-9.-]+$/;
const OWN = /^(?:LicenseRef|AdditionRef)-[A-Za-z0-9.-]+$/;
const WORDS = new Set(['AND', 'OR', 'WITH', 'and', 'or', 'with']);
const MOST = 500;

function pieces(text: string): readonly string[] {
  return text
    .replaceAll('(', ' ( ')
    .replaceAll(')', ' ) ')
    .split(/\s+/)
    .filter((piece) => piece !== '');
}

/** Why a text is no expression; undefined where it is one. No list of licences is asked. */
export function faultOfLicence(text: string): string | undefined {
  if (text.length > 4096) return 'is too long for an expression';
  const parts = pieces(text);
  if (parts.length > MOST) return 'is too long for an expression';
  let open = 0;
  let operand = true;
  let exception = false;
  for (const part of parts) {
    if (operand) {
      if (part === '(' && !exception) {
        open += 1;
        continue;
      }
      if (part.startsWith('DocumentRef-')) return 'names another document, which CSAF does not allow';
      const own = /^(?:licenseref|additionref)-/i.test(part);
      const bare = !exception && !own && part.endsWith('+') ? part.slice(0, -1) : part;
      if (WORDS.has(part) || !(own ? OWN : IDSTRING).test(bare)) return `${JSON.stringify(part.slice(0, 60))} is no identifier of a licence`;
      operand = false;
    } else if (part === ')') {
      if (open === 0) return 'closes a bracket that was not opened';
      open -= 1;
    } else if (WORDS.has(part)) {
      exception = part.toUpperCase() === 'WITH';
      operand = true;
    } else return `has no operator before ${JSON.stringify(part.slice(0, 60))}`;
  }
  if (operand) return 'ends before it is whole';
  return open === 0 ? undefined : 'has a bracket that is not closed';
}

/** Names a licence or an exception that its author made: such a one is on no list but that of ScanCode, which has names of its own for it. */
export function ownLicence(text: string): boolean {
  return pieces(text).some((piece) => OWN.test(piece) && !piece.startsWith('LicenseRef-scancode-'));
}
