/**
 * What office tools say, read as posture and as discoveries: one importer a format, each pure and in a file or folder of its own name. What a baseline's
 * outcomes mean is one rule for all of them (../../../docs/design/business.md). Joining what was discovered belongs to ../inventory, recording to the doors.
 */
import { ALL_IMPORTERS } from '../../assurance/intake/index.ts';
import type { Importer } from '../../evidence/import/index.ts';
import { backup } from './backup/backup.ts';
import type { BusinessImporter } from './model.ts';
import { nmap } from './nmap/nmap.ts';
import { ocsf } from './ocsf/ocsf.ts';
import { officeTable } from './office-table.ts';
import { opengraph } from './opengraph/opengraph.ts';
import { osquery } from './osquery/osquery.ts';
import { people } from './people/people.ts';
import { scim } from './scim/scim.ts';
import { scorecard } from './scorecard/scorecard.ts';
import { scuba } from './scuba/scuba.ts';

/** The importers of this room. Formats whose texts are told from others with certainty come first, tables last. */
export const BUSINESS_IMPORTERS: readonly BusinessImporter[] = [scuba, scorecard, ocsf, opengraph, scim, nmap, osquery, people, backup];

/**
 * Every importer there is, as the doors offer them: the table stays last, since nearly anything looks like one, and the office's stands in place of the one of the evidence
 * room, which it asks for all that is no table of the office.
 */
export const EVERY_IMPORTER: readonly Importer[] = [...BUSINESS_IMPORTERS, ...ALL_IMPORTERS.filter(({ format }) => format !== officeTable.format), officeTable];
