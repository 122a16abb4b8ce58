import { type RawSearch, text } from '../app/search.ts';
import { ownPath } from './own-path.ts';

/** `to`: the page that the person wanted. */
type SignInSearch = Partial<{ to: string | undefined; error: string | undefined }>;

/** Every key is said, also where it is nothing: the router lays this over the raw address, and what is left out here would come through as it was sent. */
export const signInSearch = (raw: RawSearch): SignInSearch => ({ to: ownPath(raw['to']), error: text(raw['error'], 60) });
