import { Tabs } from '@mantine/core';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Compare } from './compare.tsx';
import { Exclusions } from './exclusions.tsx';
import classes from './gaps.module.css';
import { Reports } from './reports.tsx';
import { RequirementDetails } from './requirement-details.tsx';
import { Requirements } from './requirements.tsx';
import { Standards } from './standards.tsx';
import { useLines } from './use-lines.ts';
import { useGapsView, VIEWS, type View } from './view.ts';

const TITLES: Readonly<Record<View, string>> = { requirements: 'Requirements', exclusions: 'Exclusions', compare: 'Compare', reports: 'Reports' };

/** What the service owes and does not show, per standard; what excludes it; what changed; and every report. */
export function GapsPage() {
  const { search, open } = useGapsView();
  // A filter by standard is of what is there; only a standard that is not owed has to be asked for.
  const asked = useLines(search.shelf === 'all' ? 'all' : undefined);
  const view = search.view ?? 'requirements';
  const { data, error } = asked;
  return (
    <div className={classes['page']}>
      <Answer title="Gaps">{data === undefined ? (error === null ? undefined : 'The gaps cannot be shown.') : data.answer}</Answer>
      <Tabs
        value={view}
        onChange={(next) => open({ view: next === 'requirements' ? undefined : (next as View), find: undefined, sort: undefined, page: undefined })}
        keepMounted={false}
        variant="outline"
      >
        <Tabs.List aria-label="What to show of the gaps" className={classes['views'] ?? ''}>
          {VIEWS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {TITLES[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="requirements" className={classes['panel'] ?? ''}>
          {error !== null ? (
            <Failed error={error} retry={() => void asked.refetch()} />
          ) : data === undefined ? (
            <Loading shape="page" height={220} rows={14} label="Working out the gaps" />
          ) : (
            <>
              <Standards gaps={data} />
              <Requirements gaps={data} />
            </>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="exclusions" className={classes['panel'] ?? ''}>
          <Exclusions />
        </Tabs.Panel>
        <Tabs.Panel value="compare" className={classes['panel'] ?? ''}>
          <Compare />
        </Tabs.Panel>
        <Tabs.Panel value="reports" className={classes['panel'] ?? ''}>
          <Reports />
        </Tabs.Panel>
      </Tabs>
      <RequirementDetails named={search.requirement} onClose={() => open({ requirement: undefined })} />
    </div>
  );
}
