export type CheckName = 'signature' | 'certificate' | 'subject' | 'builder' | 'build-type' | 'parameters' | 'source';

/** One thing that is held against what is expected. */
export interface Check {
  readonly name: CheckName;
  readonly state: 'proven' | 'broken' | 'unknown';
  /** A short stable word; empty where it is proven. */
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
}

export const fine = (name: CheckName, what: string): Check => ({ name, state: 'proven', code: '', what, remedy: '' });
export const bad = (name: CheckName, code: string, what: string, remedy: string): Check => ({ name, state: 'broken', code, what, remedy });
export const open = (name: CheckName, code: string, what: string, remedy: string): Check => ({ name, state: 'unknown', code, what, remedy });
