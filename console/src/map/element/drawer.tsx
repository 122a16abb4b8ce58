import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import type { ElementAnswer, MapAnswer } from '../../../../src/server/map/model.ts';
import { useMay } from '../../app/account.ts';
import { useService, useServiceAsk } from '../../app/ask.ts';
import { Details } from '../../kit/details.tsx';
import { EntryLink } from '../../kit/entry-link.tsx';
import { Failed } from '../../kit/failed.tsx';
import { Go } from '../../kit/go.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Moment } from '../../kit/moment.tsx';
import { VERDICT_ORDER } from '../../kit/verdict.ts';
import { VerdictBar } from '../../kit/verdict-bar.tsx';
import { VerdictMark } from '../../kit/verdict-mark.tsx';
import type { MapSearch } from '../search.ts';
import { aboutElement, type Line } from './about.ts';
import classes from './drawer.module.css';

interface ElementDrawerProps {
  readonly answer: MapAnswer;
  readonly id: string | undefined;
  /** The version shown is the one that is judged. */
  readonly judged: boolean;
  readonly onSearch: (change: Partial<Record<keyof MapSearch, string | undefined>>) => void;
}

/** One element of the map, one step closer: what it is, how its controls stand and why, what was seen, what an attacker may hold there. */
export function ElementDrawer({ answer, id, judged, onSearch }: ElementDrawerProps) {
  const may = useMay();
  const about = id === undefined ? undefined : aboutElement(answer, id);
  return (
    <Details title={about?.name ?? (id === undefined ? undefined : 'Not on this map')} onClose={() => onSearch({ part: undefined })}>
      {id === undefined ? null : about === undefined ? (
        <Text>This version of the map has no element “{id}”. It may have been renamed or removed since the link was made.</Text>
      ) : (
        <Stack gap="lg">
          <div>
            <Group gap={6} mb={4}>
              {about.marks.map((mark) => (
                <Badge key={mark} variant="default" radius="sm" tt="none">
                  {mark}
                </Badge>
              ))}
              <Text size="xs" c="dimmed" ff="monospace">
                {id}
              </Text>
            </Group>
            {about.description === undefined ? null : <Text className={classes['said'] ?? ''}>{about.description}</Text>}
            <Lines lines={about.lines.filter(({ word }) => word !== 'Facts')} onSearch={onSearch} />
            {about.lines
              .filter(({ word }) => word === 'Facts')
              .map(({ values }) => (
                <details key="facts" className={classes['facts']}>
                  <summary>{values.length === 1 ? '1 fact' : `${values.length} facts`} that the map states</summary>
                  <ul>
                    {values.map(({ text }) => (
                      <li key={text}>{text}</li>
                    ))}
                  </ul>
                </details>
              ))}
            {may('map.edit') && judged ? (
              <Button mt="sm" size="compact-sm" variant="default" leftSection={<Icon name="edit" size={14} />} onClick={() => onSearch({ view: 'edit' })}>
                Change it
              </Button>
            ) : null}
          </div>
          {judged ? <Judged id={id} /> : <Text c="dimmed">Controls and evidence are of the newest version.</Text>}
        </Stack>
      )}
    </Details>
  );
}

function Lines({ lines, onSearch }: { readonly lines: readonly Line[]; readonly onSearch: ElementDrawerProps['onSearch'] }) {
  if (lines.length === 0) return null;
  return (
    <dl className={classes['lines']}>
      {lines.map(({ word, values }) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            <ul>
              {values.map(({ text, to }) => (
                <li key={`${text} ${to ?? ''}`}>
                  {to === undefined ? (
                    text
                  ) : (
                    <button type="button" className={classes['to']} onClick={() => onSearch({ part: to })}>
                      {text}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Judged({ id }: { readonly id: string }) {
  const { service, at } = useService();
  const { data, error, refetch, isPlaceholderData } = useServiceAsk<ElementAnswer>(`map/elements/${encodeURIComponent(id)}`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  // What is still there of another element is not shown under this one's name.
  if (data === undefined || (isPlaceholderData && data.id !== id)) return <Loading shape="lines" rows={8} />;
  const counts = Object.fromEntries(VERDICT_ORDER.map((verdict) => [verdict, data.controls.filter((one) => one.verdict === verdict).length]));
  const base = `/services/${service}`;
  const controls = [...data.controls].sort((a, b) => RANK.indexOf(a.verdict) - RANK.indexOf(b.verdict));
  return (
    <>
      <section>
        <Title order={3}>Controls</Title>
        {controls.length === 0 ? (
          <Text size="sm" c="dimmed">
            No control is owed here.
          </Text>
        ) : (
          <>
            <VerdictBar counts={counts} label="Controls of this element" height={14} legend />
            <ul className={classes['controls']}>
              {controls.map((one) => (
                <li key={one.control}>
                  <details>
                    <summary>
                      <VerdictMark verdict={one.verdict} bare /> <span>{one.title}</span>
                    </summary>
                    {one.why === undefined ? null : <Text size="sm">{one.why}</Text>}
                    {one.verdict === 'proven' ? null : (
                      <Text size="sm">
                        <b>What closes it.</b> {one.remedy}
                      </Text>
                    )}
                    <Group gap={8}>
                      <Go size="sm" to={`${base}/gaps?find=${encodeURIComponent(one.control)}`}>
                        Gaps with this control
                      </Go>
                      {one.evidence.map((seq) => (
                        <EntryLink key={seq} seq={seq} />
                      ))}
                    </Group>
                  </details>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
      <section>
        <Title order={3}>Evidence</Title>
        {data.evidence.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing was seen of it. Record evidence about <code>{id}</code>, and it stands here.
          </Text>
        ) : (
          <>
            <table className={classes['evidence']}>
              <thead>
                <tr>
                  <th scope="col">Claim</th>
                  <th scope="col">Value</th>
                  <th scope="col">Seen</th>
                  <th scope="col">Entry</th>
                </tr>
              </thead>
              <tbody>
                {data.evidence.map((one) => (
                  <tr key={one.seq} data-old={one.freshness === 'expired'}>
                    <td>
                      {one.claim}
                      {one.subject === id ? null : <Text size="xs">of {one.subject}</Text>}
                    </td>
                    <td>{valueWords(one.value)}</td>
                    <td>
                      <Moment at={one.observedAt} show="relative" from={at} />
                      {one.freshness === 'expired' ? <Text size="xs">too old to count</Text> : null}
                      <Text size="xs">
                        {one.method}, {one.source}
                      </Text>
                    </td>
                    <td>
                      <EntryLink seq={one.seq} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {data.statements > data.evidence.length ? (
              <Text size="sm" c="dimmed">
                The newest {data.evidence.length} of {data.statements.toLocaleString('en-GB')}.
              </Text>
            ) : null}
            <Go size="sm" to={`${base}/evidence?find=${encodeURIComponent(id)}`}>
              All evidence about it
            </Go>
          </>
        )}
      </section>
      <section>
        <Title order={3}>Attacks</Title>
        {data.attacks.length === 0 ? (
          <Text size="sm" c="dimmed">
            No step that Assay knows leads here or on from here. That is a limit of what is known, and no proof.
          </Text>
        ) : (
          <ul className={classes['attacks']}>
            {data.attacks.map((one) => (
              <li key={one.state}>
                <Go to={`${base}/attacks?find=${encodeURIComponent(id)}`}>{one.title}</Go>
                <Text size="sm" c="dimmed">
                  {steps(one.open, 'open')}, {steps(one.undecided, 'undecided')}, {steps(one.closed, 'closed')}; {one.onward} go on from it
                </Text>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

const RANK = ['failing', 'stale', 'unproven', 'excluded', 'proven'];
const steps = (n: number, word: string): string => `${n} ${n === 1 ? 'step' : 'steps'} ${word}`;

function valueWords(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
