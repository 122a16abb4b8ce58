import { describe, expect, it } from 'vitest';
import { clausesIn } from './clauses.ts';

describe('clauses in the words of EMB3D', () => {
  it.each<[string, readonly string[]]>([
    ['- CR 3.4 – Software and information integrity', ['CR 3.4']],
    ['- CR 1.1 – Human user identification and authentication: RE (1) Unique identification and authentication', ['CR 1.1 RE(1)']],
    ['- CR 2.1 – Authorization enforcement (1) Authorization enforcement for all users', ['CR 2.1 RE(1)']],
    ['- CR 1.2 – Software process and device identification - (1) Unique identification', ['CR 1.2 RE(1)']],
    ['- CR – 3.5 Input Validation', ['CR 3.5']],
    ['CR 7.2 – Resource management', ['CR 7.2']],
    ['- EDR / HDR/ NDR 3.14 – Integrity of the boot process', ['EDR 3.14', 'HDR 3.14', 'NDR 3.14']],
    ['- SAR / EDR / HDR / NDR 3.2 – Protection for malicious code', ['SAR 3.2', 'EDR 3.2', 'HDR 3.2', 'NDR 3.2']],
    ['- EDR / HDR / NDR 3.10 – Support for updates: RE (1) Update authenticity', ['EDR 3.10 RE(1)', 'HDR 3.10 RE(1)', 'NDR 3.10 RE(1)']],
    ['- CR 4.3 – Use of cryptography\n- CR 4.3 – Use of cryptography\n', ['CR 4.3']],
    ['- None', []],
    ['none', []],
    ['', []],
  ])('%j', (text, clauses) => {
    expect(clausesIn(text)).toEqual({ clauses, unread: [] });
  });

  it.each(['- CR 9.1 – Nothing', '- SAR / EDR 2.13 – Ports', '- FR 3', '- see the standard', '- CR 3.4.1 – More'])('does not guess at %j', (text) => {
    expect(clausesIn(text).unread).toHaveLength(1);
  });
});
