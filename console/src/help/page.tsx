import { Anchor, Text, TextInput, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Answer } from '../kit/answer.tsx';
import { ROLE_WORDS } from '../kit/role.ts';
import { VERDICT_ORDER, VERDICT_WORDS } from '../kit/verdict.ts';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './help.module.css';
import { KEYS } from './keys.ts';
import { LAYER_WORDS } from './layers.ts';
import { TERMS } from './terms.ts';

const api = getRouteApi('/help');
const SECTIONS = [
  ['stack', 'The five layers'],
  ['verdicts', 'What the verdicts mean'],
  ['words', 'The words'],
  ['roles', 'Who may do what'],
  ['keys', 'By the keyboard'],
  ['more', 'More to read'],
] as const;

/** Everything that a newcomer meets, on one page that can be searched. */
export function HelpPage() {
  return (
    <div className={classes['help']}>
      <Answer title="Help">Assay says what must be protected, how an attack gets through, what to close first, and what proves the rest.</Answer>
      <nav aria-label="On this page" className={classes['contents']}>
        {SECTIONS.map(([id, title]) => (
          <Anchor key={id} href={`#${id}`}>
            {title}
          </Anchor>
        ))}
      </nav>
      <section aria-labelledby="stack">
        <Title order={2} id="stack">
          The five layers
        </Title>
        <Text mb="sm">
          Upper layers depend on lower ones. The same five, in the same order, organise the stack, the map, the attacks, the gaps and the reports.
        </Text>
        <ol className={classes['layers']}>
          {LAYER_WORDS.map(({ id, word, means }) => (
            <li key={id}>
              <strong>{word}</strong>
              <span>{means}</span>
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="verdicts">
        <Title order={2} id="verdicts">
          What the verdicts mean
        </Title>
        <Text mb="sm">Nothing is green without fresh evidence. Each verdict has a colour, a texture, a shape and a word, and any of them alone is enough.</Text>
        <VerdictBar counts={{ proven: 5, failing: 4, stale: 3, unproven: 6, excluded: 2 }} label="A sample band" height={26} />
        <dl className={classes['words']}>
          {VERDICT_ORDER.map((verdict) => (
            <div key={verdict}>
              <dt>
                <VerdictMark verdict={verdict} />
              </dt>
              <dd>{VERDICT_WORDS[verdict].means}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Words />
      <section aria-labelledby="roles">
        <Title order={2} id="roles">
          Who may do what
        </Title>
        <Text mb="sm">What your roles do not include is not offered, or says why it is not.</Text>
        <dl className={classes['words']}>
          {Object.entries(ROLE_WORDS).map(([id, { word, means }]) => (
            <div key={id}>
              <dt>{word}</dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="keys">
        <Title order={2} id="keys">
          By the keyboard
        </Title>
        <dl className={classes['words']}>
          {KEYS.map(({ keys, does }) => (
            <div key={keys.join()}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="more">
        <Title order={2} id="more">
          More to read
        </Title>
        <Text>
          The folder <code>docs</code> that came with Assay has a page for each part: how verdicts and attacks are worked out, every claim, every control, every
          attack step, and every error by its code. On the command line, <code>npx assay help</code> lists what can be asked there. Every interface of this
          server is described at <Anchor href="/api/openapi.json">/api/openapi.json</Anchor>.
        </Text>
      </section>
    </div>
  );
}

function Words() {
  const { term } = api.useSearch();
  const [find, setFind] = useState('');
  const wanted = find.trim().toLowerCase();
  const shown = Object.entries(TERMS)
    .filter(([id, { word, means }]) => wanted === '' || `${id} ${word} ${means}`.toLowerCase().includes(wanted))
    .sort(([, a], [, b]) => (a.word < b.word ? -1 : 1));
  return (
    <section aria-labelledby="words">
      <Title order={2} id="words">
        The words
      </Title>
      <TextInput size="sm" maw={320} mb="sm" label="Find a word" value={find} onChange={(event) => setFind(event.currentTarget.value)} />
      <dl className={classes['words']}>
        {shown.map(([id, { word, means }]) => (
          <div
            key={id}
            id={`word-${id}`}
            data-asked={id === term ? true : undefined}
            ref={id === term ? (element) => element?.scrollIntoView({ block: 'center' }) : undefined}
          >
            <dt>{word}</dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 ? <Text c="dimmed">No word of this kind is explained here.</Text> : null}
    </section>
  );
}
