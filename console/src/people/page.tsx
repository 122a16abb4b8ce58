import { getRouteApi } from '@tanstack/react-router';
import { useMay } from '../app/account.ts';
import { useAsk } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { NoPermission } from '../kit/no-permission.tsx';
import { Views } from '../kit/views.tsx';
import type { PersonList, ProposalList } from './answers.ts';
import { Folk } from './folk.tsx';
import { Glass } from './glass.tsx';
import { Invite } from './invite.tsx';
import { Proposals } from './proposals.tsx';
import { Roles } from './roles.tsx';

const api = getRouteApi('/people');

/** Who may sign in and as what, what waits for a second person, and emergencies. */
export function PeoplePage() {
  const { view = 'people' } = api.useSearch();
  const may = useMay();
  const people = useAsk<PersonList>('/api/people', { limit: 500 }, { enabled: may('people.read') });
  const proposals = useAsk<ProposalList>('/api/proposals', {}, { enabled: may('proposal.read') });
  const views = [
    ...(may('people.read') ? [{ id: 'people', title: 'People' }] : []),
    ...(may('proposal.read') ? [{ id: 'proposals', title: 'Waiting for a second person', count: proposals.data?.waiting }] : []),
    ...(may('people.invite') ? [{ id: 'invite', title: 'Invite' }] : []),
    ...(may('people.read') ? [{ id: 'roles', title: 'Roles' }] : []),
    { id: 'break-glass', title: 'Break-glass' },
  ];
  if (!may('people.read') && !may('proposal.read')) {
    return (
      <>
        <Answer title="People">
          Who may sign in is for operators, responders and auditors to see{may('break-glass.read') ? '; broken glass is for everybody' : ''}.
        </Answer>
        {may('break-glass.read') ? <Glass /> : <NoPermission shows="Everybody who may sign in, their roles, and what waits for a second person." />}
      </>
    );
  }
  return (
    <>
      <Answer title="People">{people.data === undefined ? undefined : sentence(people.data.people, proposals.data?.waiting ?? 0)}</Answer>
      <Views label="Views of people" field="view" views={views} shown={view} />
      {view === 'people' ? (
        people.error !== null ? (
          <Failed error={people.error} retry={() => void people.refetch()} />
        ) : people.data === undefined ? (
          <Loading shape="table" rows={6} />
        ) : (
          <Folk people={people.data.people} />
        )
      ) : null}
      {view === 'invite' ? (
        // Whether a second operator is there to agree is part of what the form says.
        people.isLoading ? (
          <Loading shape="table" rows={6} />
        ) : (
          <Invite alone={(people.data?.people ?? []).filter(({ state, roles }) => state === 'active' && roles.includes('operator')).length < 2} />
        )
      ) : null}
      {view === 'proposals' ? <Proposals asked={proposals} /> : null}
      {view === 'roles' ? <Roles /> : null}
      {view === 'break-glass' ? <Glass /> : null}
    </>
  );
}

function sentence(people: PersonList['people'], waiting: number): string {
  const active = people.filter(({ state }) => state === 'active');
  const operators = active.filter(({ roles }) => roles.includes('operator')).length;
  const can =
    active.length === 1 && operators === 1
      ? 'One person can sign in, as operator'
      : `${active.length} people can sign in, ${operators === 1 ? 'one of them as' : `${operators} of them as`} operator`;
  const alone = operators === 1 ? '; invite a second operator, so that somebody can agree to what needs two' : '';
  return `${can}${alone}${waiting === 0 ? '' : `; ${waiting} ${waiting === 1 ? 'act waits' : 'acts wait'} for a second person`}.`;
}
