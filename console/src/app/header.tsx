import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Icon } from '../kit/icon.tsx';
import { AccountMenu } from './account-menu.tsx';
import classes from './header.module.css';
import { LiveMark } from './live-mark.tsx';
import { MomentChoice } from './moment-choice.tsx';
import { paletteOpen } from './palette-open.ts';
import { ServiceSwitcher } from './service-switcher.tsx';

export function Header() {
  return (
    <header className={classes['header']}>
      <Link to="/" className={classes['brand']} aria-label="Assay, to the stack">
        <img src="/mark.svg" alt="" width="24" height="24" />
        <span>Assay</span>
      </Link>
      <ServiceSwitcher />
      <span className={classes['space']} />
      <LiveMark />
      <MomentChoice />
      <Button
        variant="default"
        size="xs"
        className={classes['find'] ?? ''}
        leftSection={<Icon name="search" size={14} />}
        onClick={() => paletteOpen.set(true)}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <span className={classes['findWord']}>Find</span>
        <span className={classes['keys']} aria-hidden="true">
          Ctrl K
        </span>
      </Button>
      <AccountMenu />
    </header>
  );
}
