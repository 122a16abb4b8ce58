import { en18031 } from './en-18031.ts';

export const EN_18031_2 = en18031(2);
