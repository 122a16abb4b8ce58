import type { ReactNode } from 'react';
import type { ChainLinkShown, OneRelease } from '../../../src/server/development/model.ts';
import { useService } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { plural } from '../attacks/words.ts';
import { EntryLink } from '../kit/entry-link.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './development.module.css';
import { Exceptions } from './exceptions.tsx';
import { Insiders } from './insiders.tsx';
import { Lifecycle } from './lifecycle.tsx';
import { LinkCard, Reasons } from './link-card.tsx';
import { Unread } from './unread.tsx';
import type { ReleasesPlace } from './view.ts';
import { brief, type LinkName } from './words.ts';

/** From top to bottom, as a release comes about: what leads to each thing stands above it. */
const COLUMN: readonly { readonly links: readonly LinkName[]; readonly node: 'change' | 'tree' | 'artifact' | 'release' }[] = [
  { links: [], node: 'change' },
  { links: ['lifecycle', 'review', 'signatures'], node: 'tree' },
  { links: ['artifact', 'provenance'], node: 'artifact' },
  { links: ['components', 'findings', 'log'], node: 'release' },
];

/** One release in one column: review, tree, artifact, release, and the links between them. What else is known of it, with `children`, stands below; on a wide screen beside it. */
export function Release({ data, place, children }: { readonly data: OneRelease; readonly place: ReleasesPlace; readonly children: ReactNode }) {
  const { at } = useService();
  const { gate, published } = data;
  const byName = new Map(data.chain.map((one) => [one.link, one]));
  return (
    <div className={classes['sides']}>
      <div>
        {gate.state === 'refused' ? <Unread {...gate} what="The policy cannot be read, so nothing is judged by it." /> : null}
        {gate.state === 'none' ? (
          <p className={classes['note']}>
            Put the policy as <code>{gate.file}</code> into the folder of the service. The chain below shows what was recorded.
          </p>
        ) : null}
        {gate.state === 'judged' ? (
          <p className={classes['note']}>
            Held to the policy “{gate.policy.name}” (<code>{brief(gate.policy.digest)}</code>) as it stands now in the folder of the service.
            {published.map((one) => (
              <span key={one.entry} className={classes['leave']}>
                Let through and signed <Moment at={one.at} from={data.at} /> <EntryLink seq={one.entry} />
                {one.policy === gate.policy.digest ? '' : `, by another policy than the one of now (${brief(one.policy)})`}
                {one.index === undefined ? '' : `; entry ${one.index} of the code log`}.
              </span>
            ))}
          </p>
        ) : null}
        {gate.state === 'judged' && gate.between.length > 0 ? (
          <section className={classes['between']} aria-labelledby="between">
            <h2 id="between" className={attacks['heading']}>
              The chain is broken between its links
            </h2>
            <Reasons reasons={gate.between} of={gate.between.length} label="Between links" />
          </section>
        ) : null}
        <section aria-labelledby="chain">
          <h2 id="chain" className={attacks['heading']}>
            From review to release
          </h2>
          <ol className={classes['column']}>
            {COLUMN.map(({ links, node }) => (
              <li key={node} className={classes['step']}>
                {links.length === 0 ? null : (
                  <ul className={classes['links']} aria-label={`What leads to: ${NODES[node]}`}>
                    {links.flatMap((link) => {
                      const one = byName.get(link);
                      return one === undefined
                        ? []
                        : [<LinkCard key={link} one={one} data={data} past={at !== undefined} onExcept={() => place.change({ except: link })} />];
                    })}
                  </ul>
                )}
                <Node node={node} data={data} review={byName.get('review')} />
              </li>
            ))}
          </ol>
        </section>
      </div>
      <div>
        {data.insiders === undefined ? null : <Insiders insiders={data.insiders} release={data.release} />}
        <Exceptions data={data} place={place} />
        <Lifecycle lifecycle={data.lifecycle} at={data.at} />
        {children}
      </div>
    </div>
  );
}

const NODES = { change: 'Changes', tree: 'Tree', artifact: 'Artifact', release: 'Release' } as const;

function Node({ node, data, review }: { readonly node: keyof typeof NODES; readonly data: OneRelease; readonly review: ChainLinkShown | undefined }) {
  return (
    <div className={classes['node']} data-node={node}>
      <strong>{NODES[node]}</strong> {saidOf(node, data, review)}
    </div>
  );
}

function saidOf(node: keyof typeof NODES, { about, release, gate, chain }: OneRelease, review: ChainLinkShown | undefined): ReactNode {
  switch (node) {
    case 'change': {
      const commits = review?.counts['commits'];
      return commits === undefined ? 'nobody has counted them' : `${plural(commits, 'commit')}${review?.since === undefined ? '' : ` after ${review.since}`}`;
    }
    case 'tree':
      return about.tree === undefined && about.commit === undefined ? (
        'no link names one'
      ) : (
        <>
          {about.tree === undefined ? null : <code title={about.tree}>{brief(about.tree)}</code>}
          {about.commit === undefined ? null : (
            <>
              {' '}
              of the commit <code title={about.commit}>{brief(about.commit)}</code>
            </>
          )}
        </>
      );
    case 'artifact':
      return about.artifact === undefined ? 'no link names one' : <code title={about.artifact}>sha256 {brief(about.artifact)}</code>;
    case 'release': {
      const stopping = chain.filter(({ verdict }) => verdict === 'stopped').length;
      return (
        <>
          {release}:{' '}
          {gate.state !== 'judged'
            ? 'not judged'
            : gate.pass
              ? 'may go out'
              : `may not go out, ${plural(stopping, 'link')} above ${stopping === 1 ? 'stops' : 'stop'} it`}
        </>
      );
    }
  }
}
