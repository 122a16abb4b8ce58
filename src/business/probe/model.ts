// What probes saw, as JSON: the raw input that statements are drawn from. Every text in it was written by whoever answered, so each is bounded
// where it is read, and nothing of it is repeated in a statement.

/** `passive` asks DNS. `safe` is a visit that anybody's browser or mail server would make. Nothing above that exists here. */
export type Safety = 'passive' | 'safe';

export type RecordType = 'A' | 'AAAA' | 'NS' | 'CNAME' | 'SOA' | 'MX' | 'TXT' | 'DS' | 'DNSKEY' | 'TLSA' | 'CAA';

export interface Question {
  /** Without the dot at the end; the root is the empty text. */
  readonly name: string;
  readonly type: RecordType;
}

export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'NS' | 'CNAME' | 'SOA'; readonly name: string }
  | { readonly type: 'MX'; readonly preference: number; readonly exchange: string }
  | { readonly type: 'TXT'; readonly text: string }
  | { readonly type: 'DS'; readonly keyTag: number; readonly algorithm: number; readonly digestType: number }
  | { readonly type: 'DNSKEY'; readonly flags: number; readonly algorithm: number }
  | { readonly type: 'TLSA'; readonly usage: number; readonly selector: number; readonly matching: number }
  | { readonly type: 'CAA'; readonly critical: boolean; readonly tag: string; readonly value: string };

/**
 * `answer`: records there are. `none`: the resolver said that there are none, which is not the same as having said nothing. `unseen`: a time-out, a failure
 * of the resolver, or bytes that are no answer; it shows neither that there are records nor that there are none.
 */
export type DnsAnswer =
  | {
      readonly status: 'answer';
      readonly records: readonly DnsRecord[];
      readonly owner: string;
      readonly authentic: boolean;
      readonly aliases: readonly string[];
    }
  | {
      readonly status: 'none';
      readonly because: 'no-data' | 'no-name';
      readonly zone?: string;
      readonly authentic: boolean;
      readonly aliases: readonly string[];
    }
  | { readonly status: 'unseen'; readonly why: string };

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

export interface Certificate {
  /** Of the subject's alternative names: DNS names and addresses, in small letters. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
  readonly key: { readonly type: string; readonly bits?: number; readonly curve?: string };
  /** As the library names it, such as `sha256WithRSAEncryption`. */
  readonly signature: string;
  readonly digest: string;
  readonly selfIssued: boolean;
}

export type Handshake =
  /** `trust`: `trusted`, or the reason of the library why the chain is not. The chain from the server's own certificate on. */
  | { readonly outcome: 'completed'; readonly version: string; readonly trust: string; readonly chain: readonly Certificate[] }
  /** The server answered that it will not. */
  | { readonly outcome: 'refused'; readonly alert: string }
  /** It closed the connection without a word. */
  | { readonly outcome: 'closed' }
  /** This machine's library cannot ask for it. */
  | { readonly outcome: 'cannot-ask'; readonly why: string }
  | { readonly outcome: 'unseen'; readonly why: string };

export type Visit =
  | {
      readonly outcome: 'response';
      readonly status: number;
      /** Only those that are judged, names in small letters. */
      readonly headers: readonly (readonly [string, string])[];
      readonly length: number;
      /** There was more than is read. */
      readonly cut: boolean;
      readonly digest: string;
      /** Products of the list whose marks the page bears. */
      readonly marks: readonly string[];
      /** Why the text could not be read; that it bears no marks then shows nothing. */
      readonly unreadable?: string;
      /** Kept of files that are read as such. */
      readonly text?: string;
      /** Over TLS: why the certificate does not show that this is the host, or `shown`. */
      readonly identity?: string;
    }
  /** Nothing listens there. */
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'unseen'; readonly why: string };

export type MailVisit =
  | { readonly outcome: 'encrypted'; readonly handshake: Extract<Handshake, { outcome: 'completed' }> }
  /** It greets, and does not offer STARTTLS. */
  | { readonly outcome: 'plain' }
  /** It offers STARTTLS, and then will not. */
  | { readonly outcome: 'declined'; readonly code: number }
  | { readonly outcome: 'unseen'; readonly why: string };

/** One thing that was asked, and what was seen. */
export type Observation =
  | { readonly kind: 'dns'; readonly safety: 'passive'; readonly question: Question; readonly answer: DnsAnswer }
  | {
      readonly kind: 'tls';
      readonly safety: 'safe';
      readonly host: string;
      readonly address: string;
      readonly port: number;
      /** `any`: what client and server agree on. `again`: the same, after a version was answered with silence. */
      readonly asked: TlsVersion | 'any' | 'again';
      readonly seen: Handshake;
    }
  | {
      readonly kind: 'http';
      readonly safety: 'safe';
      readonly host: string;
      readonly address: string;
      readonly port: number;
      readonly scheme: 'http' | 'https';
      readonly path: string;
      /** `page`: the start page, redirects within the host followed. `control`: a path that cannot exist. `list`: of the list of interfaces. */
      readonly purpose: 'page' | 'plain' | 'security-txt' | 'mta-sts' | 'control' | 'list';
      readonly seen: Visit;
    }
  | { readonly kind: 'smtp'; readonly safety: 'safe'; readonly host: string; readonly address: string; readonly port: number; readonly seen: MailVisit }
  /** A visit that was not made, and why: nothing was sent. `left`: how many addresses of the host it is about, where others were visited. */
  | { readonly kind: 'omitted'; readonly safety: 'safe'; readonly what: string; readonly host: string; readonly why: string; readonly left?: number };
