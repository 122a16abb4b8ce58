import { propOf } from './fields.ts';
import type { OscalCatalog, OscalControl } from './model.ts';

const CPRT = 'https://csrc.nist.gov/ns/cprt';

/** Whether the catalogue says of itself that it is NIST's Cybersecurity Framework 2.0, as NIST's reference tool writes it. */
export function isCsf2({ metadata }: OscalCatalog): boolean {
  return (
    propOf(metadata.props, 'framework-identifier', CPRT) === 'CSF' && /^CSF_2_0(?:_|$)/.test(propOf(metadata.props, 'framework-version-identifier', CPRT) ?? '')
  );
}

const CARRIED = 'It is of CSF 1.1 and was carried along in NIST’s catalogue of 2.0 without the mark of a withdrawn control';

/**
 * Why a control of such a catalogue is retired, or `undefined` where it is in force.
 *
 * NIST’s catalogue of CSF 2.0 (versions 1.0.0 and before) holds all 185 subcategories and 34 categories that any edition since 1.1 had. What 2.0
 * dropped has the shape of what it kept: no status, no link. What tells them apart is that NIST published implementation examples with every
 * subcategory of 2.0 and with none of those dropped; a category is in force where one of its subcategories is. A catalogue that does say
 * `status=withdrawn` is believed before this rule is asked.
 */
export function retiredFromCsf2(control: OscalControl): string | undefined {
  const inForce = (one: OscalControl): boolean => one.parts.some((part) => part.name === 'example');
  switch (control.class) {
    case 'subcategory':
      return inForce(control) ? undefined : `${CARRIED}. It has no implementation example, and every subcategory of 2.0 has one.`;
    case 'category':
      return control.controls.some(inForce) ? undefined : `${CARRIED}. None of its subcategories has an implementation example.`;
    default:
      return undefined;
  }
}
