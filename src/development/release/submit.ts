/** The door to the code log, as narrow as publishing needs it: one envelope in, and where it stands. */
export interface CodeLog {
  submit(envelope: string): Promise<{ readonly index: number }>;
}
