import { count, oneOf, only, type RawSearch, text } from '../app/search.ts';

export const VIEWS = ['all', 'lapsing', 'sources', 'add'] as const;
export const GROUPS = ['subject', 'claim', 'source', 'age', 'layer'] as const;
export const LAYERS = ['business', 'operations', 'development', 'product', 'experience'] as const;
export const METHODS = ['drill', 'runtime', 'probe', 'import', 'attestation'] as const;
export const STATES = ['fresh', 'expired'] as const;
export const SORTS = ['-seen', 'seen', 'expiry', '-expiry', '-entry'] as const;

/** Everything that the page of evidence shows stands in its URL. */
export const evidenceSearch = (raw: RawSearch) =>
  only(
    {
      view: oneOf(raw['view'], VIEWS),
      group: oneOf(raw['group'], GROUPS),
      subject: text(raw['subject'], 300),
      claim: text(raw['claim'], 100),
      source: text(raw['source'], 300),
      method: oneOf(raw['method'], METHODS),
      layer: oneOf(raw['layer'], LAYERS),
      state: oneOf(raw['state'], STATES),
      find: text(raw['find']),
      sort: oneOf(raw['sort'], SORTS),
      entry: count(raw['entry']),
      days: count(raw['days']),
    },
    raw,
  );
export type EvidenceSearch = ReturnType<typeof evidenceSearch>;
