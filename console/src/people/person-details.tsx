import { Button, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../app/account.ts';
import { del, post, put, type Sent } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Act } from '../kit/act.tsx';
import { Failed } from '../kit/failed.tsx';
import { Moment } from '../kit/moment.tsx';
import { isReason, ReasonField } from '../kit/reason-field.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { Handed, PersonView, SessionList } from './answers.ts';
import { LinkShown } from './link-shown.tsx';
import { STATE_WORDS } from './person-state.ts';
import { RolesField } from './roles-field.tsx';

/** One person, and everything that can be done about them. */
export function PersonDetails({ person, close }: { readonly person: PersonView; readonly close: () => void }) {
  const [link, setLink] = useState<Handed>();
  const path = `/api/people/${person.id}`;
  const again = () => void askAgain('/api/people');
  const operator = person.roles.includes('operator');
  const self = person.self ? 'Nobody administers themselves. Ask another operator.' : undefined;
  const last = self ?? (person.lastOperator ? 'They are the last operator who can sign in. Make another one first.' : undefined);
  const handed = async (sent: Promise<Sent<Handed>>): Promise<Sent<unknown>> => {
    const answer = await sent;
    if (answer.kind === 'done') setLink(answer.body);
    return answer;
  };
  if (link !== undefined) return <LinkShown link={link} done={() => setLink(undefined)} />;
  return (
    <Stack gap="md">
      <Text>
        {STATE_WORDS[person.state]}; known since <Moment at={person.createdAt} />.
      </Text>
      <Text size="sm" c="dimmed">
        On the ledger they are <code>{person.id}</code>, and nothing else.
      </Text>
      <ChangeRoles key={person.roles.join()} person={person} done={again} />
      <Divider />
      <Sessions person={person} />
      <Divider />
      <Title order={2} size="h3">
        Their way in
      </Title>
      <Group>
        {person.state === 'suspended' ? (
          <Act
            action="people.restore"
            title="Let in again"
            says={`${person.displayName} can sign in again, in the roles shown here. A second person has to agree.`}
            undo="Suspend them again."
            reason
            blocked={self}
            run={(reason) => post(`${path}/restore`, { reason })}
            done="They can sign in again."
            onDone={again}
          />
        ) : (
          <Act
            action={operator ? 'people.suspend-operator' : 'people.suspend'}
            title="Suspend"
            says={`${person.displayName} is signed out everywhere and cannot sign in; their tokens end.${operator ? ' A second person has to agree.' : ''}`}
            undo="Let them in again here; their tokens do not come back."
            reason
            blocked={last}
            run={(reason) => post(`${path}/suspend`, { reason })}
            done="Suspended."
            onDone={again}
          />
        )}
        <Act
          action="people.reset-sign-in"
          title="Give a new way in"
          says="Their passkeys and password count no longer, and a one-time link lets them make new ones. A second person has to agree; then the link waits for you, under Waiting for a second person."
          undo="It cannot be taken back, but they can make new ones by the link."
          reason
          blocked={self}
          run={(reason) => handed(post<Handed>(`${path}/reset-sign-in`, { reason }))}
          done="Their old ways in are gone."
          onDone={again}
        />
        <Act
          action="people.erase"
          title="Erase"
          says="Their name, ways in and sessions are deleted. The ledger keeps an id that means nothing. A second person has to agree."
          confirm="erase"
          reason
          blocked={last}
          run={(reason) => del(path, { reason })}
          done="Their data are erased."
          onDone={() => {
            again();
            close();
          }}
        />
      </Group>
    </Stack>
  );
}

function ChangeRoles({ person, done }: { readonly person: PersonView; readonly done: () => void }) {
  const may = useMay()('people.change-roles');
  const [roles, setRoles] = useState(person.roles);
  const [reason, setReason] = useState('');
  const { busy, error, attempt } = useTry();
  const changed = roles.join() !== person.roles.join();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(async () => {
          const sent = await put(`/api/people/${person.id}/roles`, { roles, reason: reason.trim() });
          if (sent.kind === 'done') notify({ tone: 'done', text: 'Their roles are changed.' });
          done();
        });
      }}
    >
      <fieldset disabled={!may || person.self} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <RolesField
          value={roles}
          onChange={(next) => setRoles([...next])}
          kept={person.self ? undefined : person.lastOperator ? { role: 'operator', why: 'The last operator who can sign in has to stay one.' } : undefined}
        />
      </fieldset>
      {person.self ? (
        <Text size="sm" c="dimmed" mt="xs">
          These are your own roles. Another operator can propose to change them.
        </Text>
      ) : null}
      {changed ? (
        <Stack gap="xs" mt="sm">
          <ReasonField value={reason} onChange={setReason} />
          {error === undefined ? null : <Failed error={error} />}
          <Group>
            <Button type="submit" loading={busy} disabled={roles.length === 0 || !isReason(reason)}>
              Propose these roles
            </Button>
            <Button variant="default" onClick={() => setRoles(person.roles)}>
              As they were
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            A second person has to agree. They are signed out when it is done.
          </Text>
        </Stack>
      ) : null}
    </form>
  );
}

function Sessions({ person }: { readonly person: PersonView }) {
  const { data, error } = useAsk<SessionList>(`/api/people/${person.id}/sessions`);
  if (error !== null) return <Failed error={error} />;
  const sessions = data?.sessions ?? [];
  return (
    <section aria-labelledby="sessions">
      <Title order={2} size="h3" id="sessions">
        Open sessions
      </Title>
      {sessions.length === 0 ? <Text size="sm">None.</Text> : null}
      <Stack gap={4} my="xs">
        {sessions.map(({ id, browser, system, lastSeenAt }) => (
          <Text key={id} size="sm">
            {browser} on {system}, last seen <Moment at={lastSeenAt} show="relative" />
          </Text>
        ))}
      </Stack>
      {sessions.length === 0 ? null : (
        <Act
          action="session.revoke"
          title="End their sessions"
          says={`${person.displayName} is signed out on ${sessions.length} ${sessions.length === 1 ? 'browser' : 'browsers'}.`}
          undo="They sign in again."
          reason
          run={(reason) => del(`/api/people/${person.id}/sessions`, { reason })}
          done="Their sessions are ended."
          onDone={() => void askAgain('/api/people')}
        />
      )}
    </section>
  );
}
