import { Accordion, Text } from '@mantine/core';
import { useAsk } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { ROLE_WORDS } from '../kit/role.ts';
import type { RoleList } from './answers.ts';

/** What each role may do, as the policies themselves answer. */
export function Roles() {
  const { data, error, refetch } = useAsk<RoleList>('/api/people/roles');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={6} />;
  return (
    <Accordion multiple maw="62rem" variant="contained">
      {data.roles.map(({ role, actions }) => (
        <Accordion.Item key={role} value={role}>
          <Accordion.Control>
            <strong>{ROLE_WORDS[role].word}</strong>
            <Text size="sm">{ROLE_WORDS[role].means}</Text>
          </Accordion.Control>
          <Accordion.Panel>
            {actions.length === 0 ? <Text size="sm">Nothing in this console.</Text> : null}
            <ul>
              {actions.map(({ id, title, stepUp, fourEyes }) => (
                <li key={id}>
                  {title}
                  {fourEyes ? '; a second person has to agree' : stepUp ? '; with a fresh sign-in' : ''}
                </li>
              ))}
            </ul>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
