import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReportsAnswer } from '../../../src/server/reports/model.ts';
import { addressOf, getText } from '../app/api.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { saveAs } from '../kit/save.ts';
import { figure } from '../stack/words.ts';
import classes from './gaps.module.css';
import { useGapsView } from './view.ts';

type Offered = ReportsAnswer['reports'][number];

const kib = (bytes: number): string => (bytes < 1024 ? `${bytes} bytes` : `${figure(Math.round(bytes / 102.4) / 10)} KiB`);

/** Every format, for the moment that is shown and the standards that are chosen, with what each has no place for. */
export function Reports() {
  const { search } = useGapsView();
  const standard = search.standard ?? (search.shelf === 'all' ? 'all' : undefined);
  const { data, error, refetch } = useServiceAsk<ReportsAnswer>('reports', { standard });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Preparing the reports" />;
  return (
    <section aria-labelledby="gaps-reports">
      <h2 id="gaps-reports" className={classes['heading']}>
        Files
      </h2>
      <p className={classes['sentence']}>
        {data.answer} They say what this page says, for the same moment and the same {data.head.size} ledger entries, with the bytes that the command line
        writes.
      </p>
      <ul className={classes['reports']}>
        {data.reports.map((one) => (
          <ReportLine key={one.format} report={one} at={data.at} size={data.head.size} standard={standard} />
        ))}
      </ul>
    </section>
  );
}

interface ReportLineProps {
  readonly report: Offered;
  readonly at: string;
  readonly size: number;
  readonly standard: string | undefined;
}

function ReportLine({ report, at, size, standard }: ReportLineProps) {
  const { service } = useService();
  const { search } = useGapsView();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const download = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const path = `/api/services/${encodeURIComponent(service)}/reports/${report.format}`;
      // Of the very moment and head that are listed, whatever was recorded meanwhile.
      const text = await getText(addressOf(path, { at, size, standard, known: search.known, from: report.needsFrom ? search.from : undefined }));
      saveAs(report.name, report.mediaType, text);
      notify({ tone: 'done', text: `${report.name} is in your downloads.` });
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={classes['report']}>
      <div>
        <h3 className={classes['reportTitle']}>{report.title}</h3>
        <p className={classes['reportAbout']}>
          {report.about}
          {report.needsFrom ? ` From ${search.from ?? 'the day before'}; choose another under Compare.` : ''}
        </p>
        <p className={classes['quiet']}>
          {report.name}
          {report.bytes === undefined ? '' : `, ${kib(report.bytes)}`}
        </p>
        {report.notCarried.length === 0 ? null : (
          <details className={classes['notCarried']}>
            <summary>Not carried by this format: {report.notCarried.length}</summary>
            <ul>
              {report.notCarried.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </details>
        )}
        {error === undefined ? null : <Failed error={error} />}
      </div>
      <Button
        size="xs"
        variant="default"
        loading={busy}
        leftSection={<Icon name="download" size={14} />}
        onClick={() => void download()}
        aria-label={`Download ${report.title}`}
      >
        Download
      </Button>
    </li>
  );
}
