import type { Json } from '../../core/index.ts';
import type { ActionId } from '../access/actions.ts';

/** Somebody did something by Assay: entered before the facts that it brought about, in the same append, so neither stands without the other. */
export interface ActDone {
  readonly type: 'act.done';
  readonly body: {
    readonly action: ActionId;
    /** Opaque id of the person; absent for an act of the server's own. */
    readonly actor?: string;
    readonly via: 'session' | 'token' | 'sign-in' | 'server';
    /** Id of the session or the token. */
    readonly credential?: string;
    /** In the words of the actor. The console asks not to name people in it. */
    readonly reason?: string;
    /** The second person, where two had to agree. */
    readonly approvedBy?: string;
    readonly proposal?: string;
    /** No second person agreed, because the glass was broken, or because nobody else could. */
    readonly without?: 'break-glass' | 'nobody-else';
    /** Ids of what was acted on. */
    readonly about?: { readonly [key: string]: Json };
  };
}
