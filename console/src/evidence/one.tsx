import { Code, Text, Title } from '@mantine/core';
import type { EvidenceOne } from '../../../src/server/evidence/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { Details } from '../kit/details.tsx';
import { EntryLink } from '../kit/entry-link.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { Term } from '../kit/term.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './evidence.module.css';
import { Freshness, MethodMark } from './freshness.tsx';
import { valueInWords } from './value.ts';

interface OneProps {
  readonly seq: number | undefined;
  readonly onClose: () => void;
  readonly onOpen: (seq: number) => void;
}

/** One statement, and everything that hangs on it. */
export function One({ seq, onClose, onOpen }: OneProps) {
  return (
    <Details title={seq === undefined ? undefined : `Statement #${seq}`} onClose={onClose}>
      {seq === undefined ? null : <Shown seq={seq} onOpen={onOpen} />}
    </Details>
  );
}

function Shown({ seq, onOpen }: { readonly seq: number; readonly onOpen: (seq: number) => void }) {
  const { service, at } = useService();
  const { data, error, refetch, isPlaceholderData } = useServiceAsk<EvidenceOne>(`evidence/${seq}`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined || isPlaceholderData) return <Loading shape="lines" rows={14} />;
  const { statement, decides, others, strength, says, longest } = data;
  const to = `/services/${service}`;
  return (
    <>
      <Text fw={500}>{data.answer}</Text>
      <Freshness state={statement.state} left={statement.left} wide />
      <Text mt="sm">
        It was seen that <Go to={`${to}/map?part=${encodeURIComponent(statement.subject.split(/[/#]/)[0] ?? '')}`}>{statement.subject}</Go>{' '}
        {says ?? statement.claim}: <strong>{valueInWords(statement.value)}</strong>.
      </Text>
      <dl className={classes['facts']}>
        <dt>
          <Term of="claim" />
        </dt>
        <dd>
          <Go to={`${to}/evidence?claim=${encodeURIComponent(statement.claim)}`}>{statement.claim}</Go>
        </dd>
        <dt>
          <Term of="method" />
        </dt>
        <dd>
          <MethodMark method={statement.method} strength={strength} />
        </dd>
        <dt>Seen</dt>
        <dd>
          <Moment at={statement.observedAt} from={at} />
        </dd>
        <dt>Good until</dt>
        <dd>
          <Moment at={statement.expiresAt} from={at} />
          {longest === null ? '' : `; a statement of this claim is good for ${longest} at most`}
        </dd>
        <dt>By</dt>
        <dd>
          <Go to={`${to}/evidence?source=${encodeURIComponent(statement.source)}`}>{statement.source}</Go>
        </dd>
        {statement.population === undefined ? null : (
          <>
            <dt>Of how many</dt>
            <dd>
              {statement.population.seen.toLocaleString('en-GB')} of {statement.population.total.toLocaleString('en-GB')} were looked at:{' '}
              {statement.population.query}
            </dd>
          </>
        )}
        {statement.finding === undefined ? null : (
          <>
            <dt>
              <Term of="finding" />
            </dt>
            <dd>
              {statement.finding.id}: {statement.finding.title}
              {statement.finding.severity === undefined ? '' : ` (${statement.finding.severity})`}
            </dd>
          </>
        )}
        <dt>Recorded</dt>
        <dd>
          <EntryLink seq={seq} />, <Moment at={statement.recordedAt} />
        </dd>
        <dt>Raw input</dt>
        <dd>
          <Code>{statement.raw.digest}</Code> {statement.raw.mediaType};{' '}
          {data.rawKept ? 'kept beside the ledger' : 'not kept here, or erased: only its digest is left'}
        </dd>
      </dl>
      {typeof statement.value === 'object' && statement.value !== null ? (
        <Code block className={classes['wrapped'] ?? ''}>
          {JSON.stringify(statement.value, null, 2)}
        </Code>
      ) : null}
      <Title order={3} size="h5" mt="md">
        What rests on it
      </Title>
      {decides.length === 0 ? (
        <Text size="sm">No verdict rests on it at this moment: something newer or stronger decides, or no control asks for it here.</Text>
      ) : (
        <ul className={classes['list']}>
          {decides.map((one) => (
            <li key={`${one.control} ${one.subject}`}>
              <VerdictMark verdict={one.verdict} /> {one.title}{' '}
              <Text span c="dimmed">
                at {one.subject}
              </Text>
              <Text size="sm" c="dimmed">
                {one.why}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {others.length === 0 ? null : (
        <>
          <Title order={3} size="h5" mt="md">
            Also said of it
          </Title>
          <ul className={classes['list']}>
            {others.map((one) => (
              <li key={one.seq}>
                <button type="button" onClick={() => onOpen(one.seq)}>
                  #{one.seq}
                </button>{' '}
                {valueInWords(one.value)}, by {one.method}, <Moment at={one.observedAt} show="day" from={at} />,{' '}
                {one.state === 'fresh' ? 'may be relied on' : one.state === 'expired' ? 'lapsed' : 'seen later'}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
