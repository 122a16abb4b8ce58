import type { Digest } from '../../core/index.ts';
import type { ChangeFacts, Named } from '../change/facts.ts';
import type { Binding, ReviewFact, ReviewState } from './model.ts';

/** Somewhere that reviews are told of besides the commits. */
export interface ReviewSource {
  /** What it says of a commit. `merge` is the merge that brought the commit onto the released line, if one did. */
  facts(change: ChangeFacts, merge: ChangeFacts | undefined): readonly ReviewFact[];
}

/** What was said of a change: `withdrawn` takes back what the same reviewer said before. */
export type ReviewOutcome = 'approved' | 'changes-requested' | 'commented' | 'withdrawn';

/** A signed statement of ours whose signature holds (see `statement/`). Whose the key is says the register. */
export interface StatementFact {
  readonly source: 'statement';
  readonly digest: Digest;
  /** As the statement names its reviewer. */
  readonly reviewer: string;
  /** `SHA256:…` of the key that signed. */
  readonly key: string;
  /** When, by the signer's own word; seconds since 1970. */
  readonly seconds: number;
  readonly role: 'person' | 'bot' | 'model';
  readonly outcome: ReviewOutcome;
  /** The commit is named; its tree and its parent are; or only its parent is, and the tree is another. */
  readonly covers: 'commit' | 'tree' | 'other-tree';
  /** Whether all of the change was looked at, and not some paths of it. */
  readonly whole: boolean;
}

/** Somebody of a forge, by the account alone, such as `github:ada`. */
export interface Account {
  readonly account: string;
  /** The forge's own number of it, which stays when it is named anew. */
  readonly id?: string;
  readonly bot: boolean;
}

/** `same`: what was approved, and nothing else. `other`: something else. `not-shown`: neither the export nor the repository has what would tell. */
export type SquashTie = 'same' | 'other' | 'not-shown';

/** What a forge's export says of the pull request that the commit came by. */
export interface ExportFact {
  readonly source: 'forge-export';
  readonly pull: string;
  /** The file, and its digest: an export is not signed. */
  readonly file: string;
  readonly digest: Digest;
  /** Whoever opened it, and whoever it shows as authors of its commits. */
  readonly authors: readonly Account[];
  /** Addresses of authors for whom it shows no account. */
  readonly addresses: readonly string[];
  /** Whether it may have authors of whom nothing stands there at all. */
  readonly authorsUnknown: boolean;
  /** Set where the commit is one of the request's own, so that its author stands in it; else it was made of commits whose authors nothing else tells. */
  readonly own?: boolean;
  /** Of the single commit that the request is said to have become: whether it has what the approved revision gives on its parent. */
  readonly squash?: SquashTie;
  /** Set where the commit is the merge that the request is said to have come in by, and no commit of the request: what it adds to its parents, nobody was shown. */
  readonly asMerge?: boolean;
  readonly approvals: readonly {
    readonly by: Account;
    /** Of which revision, beside the one that was merged. */
    readonly of: 'merged' | 'earlier' | 'not-said';
    readonly dismissed: boolean;
  }[];
}

/** A note that Gerrit wrote when the change was submitted. */
export interface GerritFact {
  readonly source: 'gerrit-note';
  /** Whether the operator named the ref, and so vouches for who may write it. Else whoever may push could have written it. */
  readonly vouched: boolean;
  readonly approvals: readonly Named[];
  readonly submitter?: Named;
  readonly reviewedOn?: string;
}

/** An attestation of gittuf about the commit's tree on top of its parent. */
export interface GittufFact {
  readonly source: 'gittuf';
  readonly kind: 'authorization' | 'forge-approval';
  readonly ref: string;
  /** Each key that it names, and whether its signature holds. */
  readonly signatures: readonly { readonly key: string; readonly state: 'holds' | 'broken' | 'unchecked' }[];
  /** Of a forge's approval: accounts that stand as approvers and were not dismissed. */
  readonly approvers: readonly Account[];
  /** Whoever opened the pull request, by the word of the same key. */
  readonly authors: readonly Account[];
  readonly policyExpired: boolean;
}

export type SourceFact = StatementFact | ExportFact | GerritFact | GittufFact;

export type SourceReason =
  | 'statement-of-other'
  | 'statement-of-somebody-unknown'
  | 'statement-key-unknown'
  | 'statement-of-part'
  | 'statement-of-author'
  | 'statement-of-no-person'
  | 'statement-not-approved'
  | 'statement-of-other-tree'
  | 'export-approved'
  | 'export-approver-unknown'
  | 'export-revision-unknown'
  | 'export-squash-not-shown'
  | 'export-squash-of-other'
  | 'export-of-author'
  | 'export-of-no-person'
  | 'export-dismissed'
  | 'export-of-earlier'
  | 'export-not-approved'
  | 'gerrit-approved'
  | 'gerrit-approved-unvouched'
  | 'gerrit-approver-unknown'
  | 'gerrit-of-author'
  | 'gerrit-of-no-person'
  | 'gerrit-not-approved'
  | 'gittuf-authorized'
  | 'gittuf-forge-approved'
  | 'gittuf-key-unknown'
  | 'gittuf-approver-unknown'
  | 'gittuf-policy-expired'
  | 'gittuf-of-author'
  | 'gittuf-of-no-person'
  | 'gittuf-signature-wrong'
  | 'gittuf-not-approved';

interface Row {
  readonly state: ReviewState;
  readonly why: string;
  readonly binding?: Binding;
}

/** What each finding of a source comes to: the table of docs/design/development.md. */
export const SOURCE_ROWS: Readonly<Record<SourceReason, Row>> = {
  'statement-of-other': { state: 'reviewed', binding: 'signed', why: 'a reviewer who is no author signed a statement that approves it' },
  'gittuf-authorized': { state: 'reviewed', binding: 'signed', why: 'somebody who is no author signed an authorisation of gittuf for its tree' },
  'gittuf-forge-approved': {
    state: 'reviewed',
    binding: 'forge',
    why: 'the forge’s key says in gittuf that another account approved its tree',
  },
  'export-approved': { state: 'reviewed', binding: 'export', why: 'the export shows that another account approved what was merged' },
  'gerrit-approved': { state: 'reviewed', binding: 'note', why: 'Gerrit’s note shows that another gave +2 to what was submitted' },
  'gerrit-approved-unvouched': { state: 'reviewed', binding: 'weak', why: 'Gerrit’s note shows +2 by another; nobody says who may write the notes' },
  'statement-of-somebody-unknown': { state: 'cannot-be-known', why: 'a signed statement is of somebody not known to be another than its author' },
  'statement-key-unknown': { state: 'cannot-be-known', why: 'the register does not have the statement’s key for its reviewer at that time' },
  'statement-of-part': { state: 'cannot-be-known', why: 'a signed statement approves some paths of the change, and not all of it' },
  'gittuf-key-unknown': {
    state: 'cannot-be-known',
    why: 'gittuf’s attestation is by a key that is unknown or not checked here',
  },
  'gittuf-approver-unknown': { state: 'cannot-be-known', why: 'gittuf’s approver is not known to be another than the author' },
  'gittuf-policy-expired': { state: 'cannot-be-known', why: 'gittuf shows an approval, under a policy that has ended' },
  'export-approver-unknown': { state: 'cannot-be-known', why: 'the export’s approver is not known to be another than the author' },
  'export-revision-unknown': { state: 'cannot-be-known', why: 'the export does not say which revision was approved' },
  'export-squash-not-shown': { state: 'cannot-be-known', why: 'nothing shows that the commit is what was approved: fetch the request’s last revision' },
  'gerrit-approver-unknown': { state: 'cannot-be-known', why: 'Gerrit’s +2 is of somebody not known to be another than the author' },
  'statement-of-author': { state: 'not-reviewed', why: 'the signed statement is of an author of the commit' },
  'statement-of-no-person': { state: 'not-reviewed', why: 'the signed statement is of a program; a review is a person’s' },
  'statement-not-approved': { state: 'not-reviewed', why: 'the reviewer’s last signed statement does not approve it' },
  'statement-of-other-tree': {
    state: 'not-reviewed',
    why: 'the statement approves another tree on this parent: the change moved since',
  },
  'export-of-earlier': { state: 'not-reviewed', why: 'the export shows an approval of an earlier revision; the change moved since' },
  'export-squash-of-other': { state: 'not-reviewed', why: 'the commit is another than what the export shows as approved' },
  'export-dismissed': { state: 'not-reviewed', why: 'the export shows an approval that was dismissed' },
  'export-of-author': { state: 'not-reviewed', why: 'the export shows no approval but of an author' },
  'export-of-no-person': { state: 'not-reviewed', why: 'the export shows no approval but of a program' },
  'export-not-approved': { state: 'not-reviewed', why: 'the export shows the pull request, and no approval' },
  'gerrit-of-author': { state: 'not-reviewed', why: 'Gerrit’s note has no +2 but of an author' },
  'gerrit-of-no-person': { state: 'not-reviewed', why: 'Gerrit’s note has no +2 but of a program' },
  'gerrit-not-approved': { state: 'not-reviewed', why: 'Gerrit’s note has no +2' },
  'gittuf-of-author': { state: 'not-reviewed', why: 'gittuf shows no approval but of an author' },
  'gittuf-of-no-person': { state: 'not-reviewed', why: 'gittuf shows no approval but of a program' },
  'gittuf-signature-wrong': { state: 'not-reviewed', why: 'the signature of gittuf’s attestation does not hold' },
  'gittuf-not-approved': { state: 'not-reviewed', why: 'gittuf’s attestation names no approver' },
};
