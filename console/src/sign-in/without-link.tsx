import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { MeansShown } from '../../../src/server/account/model.ts';
import { get } from '../app/api.ts';
import { useGo } from '../app/go.ts';
import { Loading } from '../kit/loading.tsx';
import { CodesAnew } from './codes-anew.tsx';
import { Frame } from './frame.tsx';
import { readWays } from './ways.ts';

/** What is known of who opens this page without a link: loaded anew after the link was used, its page has lost the codes that it showed. */
async function readStanding(): Promise<'stranger' | 'in' | 'in, codes lost'> {
  if (!(await readWays()).signedIn) return 'stranger';
  return (await get<MeansShown>('/api/account/means')).recoveryCodesKept ? 'in' : 'in, codes lost';
}

export const CODES_LOST = {
  title: 'Your recovery codes were not kept',
  says: 'They were shown once, and you have not said that you have them. Make new ones now; the old ones then count no longer.',
} as const;

/** The page of a one-time link, where there is none in its address. */
export function WithoutLink() {
  const { data: standing, error } = useQuery({ queryKey: ['standing'], queryFn: readStanding, staleTime: 0, gcTime: 0, retry: false });
  const go = useGo();
  if (standing === undefined && error === null) {
    return (
      <Frame title="Assay">
        <Loading shape="lines" rows={5} />
      </Frame>
    );
  }
  if (standing === 'in, codes lost') {
    return (
      <Frame title={CODES_LOST.title} says={CODES_LOST.says}>
        <CodesAnew onKept={() => void go('/', true)} />
        <Anchor href="/" size="sm">
          Later; you are asked again when you sign in
        </Anchor>
      </Frame>
    );
  }
  if (standing === 'in') {
    return (
      <Frame title="You are signed in" says="This page has no link in its address any more, and none is needed.">
        <Anchor href="/">To Assay</Anchor>
      </Frame>
    );
  }
  return (
    <Frame
      title="This link is not whole"
      says="Open it again from where you got it. The part after the # is the key, and it is taken out of the address as soon as it was read."
    >
      <Anchor href="/sign-in">To the sign-in</Anchor>
    </Frame>
  );
}
