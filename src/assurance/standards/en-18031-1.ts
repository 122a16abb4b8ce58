import { en18031 } from './en-18031.ts';

export const EN_18031_1 = en18031(1);
