/** What a code says: which device, and the whole of it, to be handed on unread. */
export interface Code {
  readonly device: string;
  readonly text: string;
}

const CODE = /assay:1\?d=([A-Za-z0-9._:-]{1,64})&s=[A-Za-z0-9_-]{32}&x=[1-9][0-9]{0,10}$/;

/** Of a link, or of the code alone, whoever made it. `undefined` where there is none. */
export function codeIn(text: string): Code | undefined {
  const [found, device] = CODE.exec(text.trim().slice(0, 1000)) ?? [];
  return found === undefined || device === undefined ? undefined : { device, text: found };
}

/** The code in the address, taken out of it: it stays in no history and is sent to no server but as what somebody decides. */
export function takeCode(): Code | undefined {
  const found = codeIn(decoded(location.hash.slice(1)));
  if (location.hash !== '') history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  return found;
}

/** Whoever made the link may have written half an escape: then it is no code, and no broken page. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** 192 random bits, the same for each try of this tab: a try whose answer was lost is then no other home's. */
export function attempt(): string {
  const kept = sessionStorage.getItem(ATTEMPT);
  if (kept !== null) return kept;
  const made = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  sessionStorage.setItem(ATTEMPT, made);
  return made;
}
const ATTEMPT = 'assay-home-attempt';
