// Drawn for this console on a grid of 20, one stroke of 1.6, so that they sit with text. Always beside a word or a label: an icon alone names nothing.
const PATHS = {
  stack: 'M3 5.5h14M3 8.5h14M3 11.5h14M3 14.5h14',
  map: 'M4 5.5h4v3H4zM12 3.5h4v3h-4zM12 13h4v3h-4zM8 7l4-2M8 7.5l4 7',
  attacks: 'M3 16l4-4 3 2 6-9M12.5 5H16v3.5',
  business: 'M4 17V4h8v13M12 8h4v9M2.5 17h15M6.5 7h3M6.5 10h3M6.5 13h3',
  releases: 'M10 2.5v3M10 8.5v3M10 14.5v3M7 5.5h6v3H7zM7 11.5h6v3H7z',
  devices: 'M3 4.5h9v7H3zM5 15.5h5M7.5 11.5v4M14.5 8.5h2.5v8h-4v-4',
  alerts: 'M5 13.5V9a5 5 0 0110 0v4.5l1.5 1.5h-13zM8.5 17.5h3',
  gaps: 'M3 5h14M3 10h5M12 10h5M3 15h14',
  evidence: 'M5 3h7l3 3v11H5zM12 3v3h3M7.5 10.5l2 2 3.5-4',
  ledger: 'M6 3v14M6 6h9M6 10h9M6 14h9M4.5 6h.01M4.5 10h.01M4.5 14h.01',
  people: 'M7 9.5a2.7 2.7 0 100-5.4 2.7 2.7 0 000 5.4zM2.5 16c.3-3 2-4.5 4.5-4.5s4.2 1.5 4.5 4.5M13 9a2.3 2.3 0 100-4.5M13.5 11.5c2.2.2 3.7 1.6 4 4.5',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  help: 'M10 17.5a7.5 7.5 0 100-15 7.5 7.5 0 000 15zM7.8 8a2.2 2.2 0 114 1.3c-1 .9-1.8 1.2-1.8 2.5M10 14.3v.01',
  search: 'M9 15A6 6 0 109 3a6 6 0 000 12zM13.5 13.5L17 17',
  moment: 'M10 17.5a7.5 7.5 0 100-15 7.5 7.5 0 000 15zM10 5.5V10l3 2',
  menu: 'M3 5h14M3 10h14M3 15h14',
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M12.5 4l-6 6 6 6',
  forward: 'M7.5 4l6 6-6 6',
  up: 'M4 12.5l6-6 6 6',
  down: 'M4 7.5l6 6 6-6',
  sort: 'M7 4v12M4 7l3-3 3 3M13 16V4M10 13l3 3 3-3',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
  download: 'M10 3v9M6 8.5l4 4 4-4M4 16h12',
  upload: 'M10 13V4M6 7.5l4-4 4 4M4 16h12',
  add: 'M10 4v12M4 10h12',
  remove: 'M4 10h12',
  edit: 'M4 16l1-4 8-8 3 3-8 8zM11.5 5.5l3 3',
  filter: 'M3 5h14l-5.5 6v5l-3-1.5V11z',
  link: 'M8.5 11.5l3-3M7 9l-2 2a2.8 2.8 0 004 4l2-2M13 11l2-2a2.8 2.8 0 00-4-4L9 7',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 016 0V9',
  key: 'M7 13.5a3.5 3.5 0 113.3-4.6H17v3h-2v2h-2.5v-2h-2.2A3.5 3.5 0 017 13.5z',
  warning: 'M10 3l7.5 13.5h-15zM10 8v4M10 14v.01',
  check: 'M4 10.5l4 4 8-9',
  sun: 'M10 13.5a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM10 1.8v1.7M10 16.5v1.7M1.8 10h1.7M16.5 10h1.7M4.2 4.2l1.2 1.2M14.6 14.6l1.2 1.2M15.8 4.2l-1.2 1.2M5.4 14.6l-1.2 1.2',
  moon: 'M16.5 11.8A7 7 0 018.2 3.5a7 7 0 108.3 8.3z',
  person: 'M10 9.5a3 3 0 100-6 3 3 0 000 6zM4 17c.4-3.5 2.6-5.2 6-5.2s5.6 1.7 6 5.2',
  glass: 'M4 3h12v14H4zM10 3l-2 5 3 2-3 7M11 10l5-2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
