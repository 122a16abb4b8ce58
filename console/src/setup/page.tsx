import { Join } from '../sign-in/join.tsx';

/** The first operator's way in, by the link that the server printed at its first start. */
export function SetupPage() {
  return <Join />;
}
