import { figure, Refused } from '../../core/index.ts';
import type { Standard } from '../model.ts';
import { shippedOf, vanished } from './agreement.ts';
import { standardFaults } from './faults.ts';

/** The shipped edition whose place an import takes, and how much of it the import leaves out. */
export interface Superseding {
  readonly supersedes: string;
  readonly leavesOut: number;
}

const MOST_LISTED = 40;

/** `2 requirements (a, b)`. */
export function leftOut(gone: readonly string[]): string {
  const more = gone.length - MOST_LISTED;
  return `${figure(gone.length)} ${gone.length === 1 ? 'requirement' : 'requirements'} (${gone.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

export interface Placing {
  readonly said: readonly string[];
  readonly superseding?: Superseding;
}

export interface PlacingAsked {
  readonly standard: Standard;
  readonly file: string;
  readonly supersede: boolean;
  readonly acknowledged: boolean;
  /** How the door that was used calls what can be said differently. */
  readonly named: { readonly edition: string; readonly supersede: string; readonly acknowledge: string };
}

/**
 * Where an import stands to what is shipped under its id. It never takes that one's place unasked, and what it leaves out is counted and listed. Throws
 * `Refused` (ASSAY-STANDARD-010 for the shipped edition's own name, -011 for a place that was asked for by one that leaves requirements out).
 */
export function placingOf({ standard, file, supersede, acknowledged, named }: PlacingAsked): Placing {
  const shipped = shippedOf(standard.id);
  if (shipped === undefined) return { said: supersede ? [`Nothing is shipped under the id ${standard.id}, so there is nothing to supersede.`] : [] };
  if (shipped.edition === standard.edition) {
    throw new Refused(
      standardFaults.fault('010', {
        message: `${file} would be ${standard.id} ${standard.edition}, which Assay ships`,
        file,
        field: named.edition,
        expected: 'an edition of another name',
        found: standard.edition,
        remedy: `Give ${named.edition} another name, so that the two can be told apart.`,
      }),
    );
  }
  const gone = vanished(shipped, standard);
  const leaves =
    gone.length === 0
      ? `It leaves out none of the ${shipped.requirements.length} requirements of the shipped edition.`
      : `It leaves out ${leftOut(gone)} of the shipped edition.`;
  if (!supersede) {
    return {
      said: [
        `Assay ships ${standard.id} ${shipped.edition}, and that goes on counting. This one counts by name only, as '${standard.id}@${standard.edition}'; to let it count in place of the shipped one, import it with ${named.supersede}.`,
        leaves,
      ],
    };
  }
  if (gone.length > 0 && !acknowledged) {
    throw new Refused(
      standardFaults.fault('011', {
        message: `${file} leaves requirements of ${standard.id} ${shipped.edition} out, in whose place it would count`,
        file,
        expected: 'each requirement that is in force in the shipped edition',
        found: `without ${leftOut(gone)}`,
        remedy: `Look at assay standards drift '${standard.id}@${shipped.edition}' FILE. Then leave ${named.supersede} out, or add ${named.acknowledge}.`,
      }),
    );
  }
  return {
    said: [`It counts in place of the shipped ${standard.id} ${shipped.edition} from now on, and every report says so.`, leaves],
    superseding: { supersedes: shipped.edition, leavesOut: gone.length },
  };
}
