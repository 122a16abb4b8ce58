import type { IconName } from '../kit/icon.tsx';
import type { ActionId } from './account.ts';

interface PageLine {
  readonly name: string;
  readonly icon: IconName;
  /** The last part of its path. */
  readonly path: string;
  /** One of these is enough: a page shows what there is for who opens it. */
  readonly needs: readonly ActionId[];
}

/** About one service. */
export const SERVICE_PAGES: readonly PageLine[] = [
  { name: 'Stack', icon: 'stack', path: 'stack', needs: ['service.read'] },
  { name: 'Map', icon: 'map', path: 'map', needs: ['service.read'] },
  { name: 'Attacks', icon: 'attacks', path: 'attacks', needs: ['service.read'] },
  { name: 'Business', icon: 'business', path: 'business', needs: ['service.read'] },
  { name: 'Releases', icon: 'releases', path: 'releases', needs: ['service.read'] },
  { name: 'Devices', icon: 'devices', path: 'devices', needs: ['fleet.read'] },
  { name: 'Alerts', icon: 'alerts', path: 'alerts', needs: ['alert.read'] },
  { name: 'Gaps', icon: 'gaps', path: 'gaps', needs: ['service.read'] },
  { name: 'Evidence', icon: 'evidence', path: 'evidence', needs: ['service.read'] },
  { name: 'Ledger', icon: 'ledger', path: 'ledger', needs: ['ledger.read'] },
];

/** About the office. */
export const OFFICE_PAGES: readonly PageLine[] = [
  { name: 'People', icon: 'people', path: 'people', needs: ['people.read', 'break-glass.read'] },
  { name: 'Settings', icon: 'settings', path: 'settings', needs: ['settings.read', 'token.read'] },
  { name: 'Help', icon: 'help', path: 'help', needs: ['self.read'] },
];
