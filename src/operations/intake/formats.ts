import type { Instant } from '../../core/index.ts';
import { captureReader } from '../capture/reader.ts';
import type { Reader } from '../event/model.ts';
import { type CsvOptions, csvReader } from './csv.ts';
import { eveReader } from './eve.ts';
import { ocsfReader } from './ocsf.ts';
import { otlpReader } from './otlp.ts';
import { ownReader } from './own.ts';
import { syslogReader } from './syslog.ts';
import { zeekJsonReader } from './zeek.ts';
import { zeekTsvReader } from './zeek-tsv.ts';

/** What can be read, by the name that a person gives. */
export const FORMATS = ['zeek', 'zeek-json', 'eve', 'csv', 'pcap', 'syslog', 'otlp', 'ocsf', 'assay'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReaderOptions extends CsvOptions {
  /** Which of Zeek's logs it is, where neither header nor records tell: `conn`. */
  readonly path?: string;
  /** About when the input came, for messages that write no year. */
  readonly near?: Instant;
}

export function readerOf(format: Format, options: ReaderOptions = {}): Reader {
  switch (format) {
    case 'zeek':
      return zeekTsvReader(options.path);
    case 'zeek-json':
      return zeekJsonReader(options.path);
    case 'eve':
      return eveReader();
    case 'csv':
      return csvReader(options);
    case 'pcap':
      return captureReader();
    case 'syslog':
      return syslogReader(options.near === undefined ? {} : { near: options.near });
    case 'otlp':
      return otlpReader();
    case 'ocsf':
      return ocsfReader();
    case 'assay':
      return ownReader();
  }
}
