import { getRouteApi } from '@tanstack/react-router';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Details } from '../kit/details.tsx';
import { Moment } from '../kit/moment.tsx';
import { ROLE_WORDS } from '../kit/role.ts';
import type { PersonView } from './answers.ts';
import { PersonDetails } from './person-details.tsx';
import { STATE_WORDS } from './person-state.ts';

const api = getRouteApi('/people');

const COLUMNS: readonly Column<PersonView>[] = [
  { id: 'name', title: 'Name', value: ({ displayName, self, id }) => `${displayName || id}${self ? ' (you)' : ''}` },
  { id: 'roles', title: 'Roles', value: ({ roles }) => roles.map((role) => ROLE_WORDS[role].word).join(', ') },
  { id: 'state', title: 'State', value: ({ state }) => STATE_WORDS[state] },
  { id: 'sessions', title: 'Open sessions', value: ({ openSessions }) => openSessions, figure: true },
  { id: 'user', title: 'User name', value: ({ userName }) => userName },
  { id: 'since', title: 'Since', value: ({ createdAt }) => createdAt, show: ({ createdAt }) => <Moment at={createdAt} show="day" /> },
];

export function Folk({ people }: { readonly people: readonly PersonView[] }) {
  const { person, find, sort } = api.useSearch();
  const navigate = api.useNavigate();
  const chosen = people.find(({ id }) => id === person);
  const choose = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, person: id }) });
  return (
    <>
      <DataTable
        label="People"
        rows={people}
        columns={COLUMNS}
        rowKey={({ id }) => id}
        chosen={person}
        onOpen={({ id }) => choose(id)}
        view={{ find, sort }}
        onView={({ find: wanted, sort: by }) => void navigate({ search: (before) => ({ ...before, find: wanted, sort: by }), replace: true })}
      />
      <Details title={chosen?.displayName} onClose={() => choose(undefined)}>
        {chosen === undefined ? null : <PersonDetails person={chosen} close={() => choose(undefined)} />}
      </Details>
    </>
  );
}
