/** A draft of a map as the tab keeps it, so that a reload loses nothing. */
export interface KeptDraft {
  /** Digest of the version that it began from. */
  readonly base: string;
  readonly text: string;
}

const keyOf = (service: string): string => `assay-map-draft ${service}`;

export function keptDraft(service: string): KeptDraft | undefined {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(keyOf(service)) ?? 'null');
    if (typeof read !== 'object' || read === null || !('base' in read) || !('text' in read)) return undefined;
    return typeof read.base === 'string' && typeof read.text === 'string' ? { base: read.base, text: read.text } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it; `false` where the browser has no room, which the editor then says. */
export function keepDraft(service: string, draft: KeptDraft | undefined): boolean {
  try {
    if (draft === undefined) sessionStorage.removeItem(keyOf(service));
    else sessionStorage.setItem(keyOf(service), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}
