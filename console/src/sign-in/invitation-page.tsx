import { Join } from './join.tsx';

/** Whoever was invited, or has to make a new way in. */
export function InvitationPage() {
  return <Join />;
}
