import { CloseButton } from '@mantine/core';
import { useEffect } from 'react';
import { Go } from '../kit/go.tsx';
import { Icon } from '../kit/icon.tsx';
import classes from './notices.module.css';
import { dismiss, type Notice, notices } from './notices.ts';
import { useSignal } from './signal.ts';

const ICONS = { done: 'check', waiting: 'moment', failed: 'warning' } as const;

function One({ notice }: { readonly notice: Notice }) {
  useEffect(() => {
    // What only says that it was done goes by itself; what waits or failed stays until it is closed.
    if (notice.tone !== 'done') return;
    const timer = setTimeout(() => dismiss(notice.id), 8000);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <li className={classes['notice']}>
      <Icon name={ICONS[notice.tone]} />
      <span>
        {notice.text}
        {notice.link === undefined ? null : (
          <>
            {' '}
            <Go to={notice.link.to} onClick={() => dismiss(notice.id)}>
              {notice.link.text}
            </Go>
          </>
        )}
      </span>
      <CloseButton size="sm" aria-label="Close this notice" onClick={() => dismiss(notice.id)} />
    </li>
  );
}

/** At the foot, over nothing that is being read first, and spoken politely. */
export function Notices() {
  const shown = useSignal(notices);
  return (
    <ul className={classes['notices']} aria-live="polite" aria-label="Notices">
      {shown.map((notice) => (
        <One key={notice.id} notice={notice} />
      ))}
    </ul>
  );
}
