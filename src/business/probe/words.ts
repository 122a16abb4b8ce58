import type { DnsAnswer, DnsRecord, Observation, Safety } from './model.ts';
import { wordsOf as handshakeWords, name as versionName } from './tls/versions.ts';

export interface Line {
  readonly safety: Safety;
  readonly asked: string;
  readonly seen: string;
}

/** What was asked and what was seen, in a line for a person. Texts of others are cut short; whoever prints them takes out what a terminal obeys. */
export function lineOf(observation: Observation): Line {
  const { safety } = observation;
  switch (observation.kind) {
    case 'dns':
      return {
        safety,
        asked: `DNS ${observation.question.type} ${observation.question.name === '' ? '(root)' : observation.question.name}`,
        seen: dnsWords(observation.answer),
      };
    case 'tls':
      return {
        safety,
        asked: `TLS ${observation.host}:${observation.port}, ${observation.asked === 'any' ? 'any version' : observation.asked === 'again' ? 'any version, again' : versionName(observation.asked)}`,
        seen: handshakeWords(observation.seen),
      };
    case 'http': {
      const { seen } = observation;
      const said =
        seen.outcome === 'refused'
          ? 'nothing listens there'
          : seen.outcome === 'unseen'
            ? seen.why
            : `${seen.status}, ${seen.length} bytes${seen.cut ? ' and more' : ''}${seen.unreadable === undefined ? '' : `, ${seen.unreadable}`}${seen.marks.length === 0 ? '' : `, ${seen.marks.join(', ')}`}${seen.identity === undefined || seen.identity === 'shown' ? '' : `; ${seen.identity}`}`;
      return { safety, asked: `GET ${observation.scheme}://${observation.host}:${observation.port}${observation.path}`, seen: said };
    }
    case 'smtp': {
      const { seen } = observation;
      const said = { encrypted: 'STARTTLS', plain: 'no STARTTLS', declined: 'STARTTLS offered and declined', unseen: '' }[seen.outcome];
      return {
        safety,
        asked: `SMTP ${observation.host}:${observation.port}`,
        seen: seen.outcome === 'unseen' ? seen.why : seen.outcome === 'encrypted' ? `${said}, ${handshakeWords(seen.handshake)}` : said,
      };
    }
    case 'omitted':
      return { safety, asked: `${observation.what} ${observation.host}`, seen: `not asked: ${observation.why}` };
  }
}

function dnsWords(answer: DnsAnswer): string {
  switch (answer.status) {
    case 'unseen':
      return `not seen: ${answer.why}`;
    case 'none':
      return answer.because === 'no-name' ? 'no such name' : 'no such record';
    case 'answer':
      return `${answer.records.slice(0, 3).map(recordWords).join(' | ')}${answer.records.length > 3 ? ` and ${answer.records.length - 3} more` : ''}${answer.authentic ? ' (checked by the resolver)' : ''}`;
  }
}

/** Texts may hold addresses of people, as DMARC's rua does: what stands before an @ is left out. */
function recordWords(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'NS':
    case 'CNAME':
    case 'SOA':
      return record.name;
    case 'MX':
      return `${record.preference} ${record.exchange === '' ? '.' : record.exchange}`;
    case 'TXT':
      return `"${record.text.replace(/[^\s:;,=@]+@/g, '…@').slice(0, 80)}${record.text.length > 80 ? '…' : ''}"`;
    case 'DS':
    case 'DNSKEY':
      return `algorithm ${record.algorithm}`;
    case 'TLSA':
      return `usage ${record.usage}`;
    case 'CAA':
      return `${record.tag} "${record.value.replace(/[^\s:;,=@]+@/g, '…@').slice(0, 40)}"`;
  }
}
