import { signal } from './signal.ts';

export const paletteOpen = signal(false);
