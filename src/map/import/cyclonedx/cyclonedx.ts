import type { Imported } from '../../model.ts';
import { Draft } from '../draft.ts';
import { type Fields, fieldsOf, isFields, listOf, openForeign, textOf, without } from '../foreign.ts';
import { blueprints } from './blueprint.ts';
import { components } from './component.ts';
import { dependencies, services } from './endpoint.ts';
import { importLibrary } from './library.ts';
import { bomSchema, librarySchema } from './model.ts';
import { annotations, vulnerabilities } from './notes.ts';

const COLLECTIONS = ['components', 'services', 'vulnerabilities', 'annotations', 'blueprints'] as const;

/** A CycloneDX document (JSON, or the same as YAML) as a map. Throws `Refused` (the codes of `openForeign`). Pure. */
export function importCycloneDx(text: string, file: string): Imported {
  const isLibrary = /"(?:trust_zones|data_flows)"\s*:|^(?:trust_zones|data_flows)\s*:/m.test(text) && !/"?bomFormat"?\s*:/.test(text);
  if (isLibrary) {
    const opened = openForeign(text, file, 'the OWASP threat model library', librarySchema, (found) => isFields(found['scope']));
    return importLibrary(opened.document.value, opened.fields);
  }
  const { document, fields } = openForeign(text, file, 'CycloneDX', bomSchema, (found) => found['bomFormat'] === 'CycloneDX');
  const draft = new Draft('cyclonedx');
  const of = (key: string): readonly Fields[] => listOf(fields[key]).map(fieldsOf);
  const subject = fieldsOf(fieldsOf(fields['metadata'])['component']);
  components(draft, of('components'), subject);
  services(draft, of('services'));
  blueprints(draft, of('blueprints'));
  dependencies(draft, of('dependencies'));
  vulnerabilities(draft, of('vulnerabilities'));
  annotations(draft, of('annotations'));
  const authors = listOf(fieldsOf(fields['metadata'])['authors']).map(fieldsOf);
  return draft.finish(
    document.value,
    {
      id: textOf(subject['name']) || textOf(fields['serialNumber']),
      name: textOf(subject['name']) || 'Imported service',
      description: textOf(subject['description']),
      operator: textOf(fieldsOf(subject['supplier'])['name']) || textOf(authors[0]?.['name']),
    },
    without(fields, ...COLLECTIONS.filter((key) => listOf(fields[key]).length > 0)),
    [...COLLECTIONS, 'zones', 'actors', 'assets', 'flows'],
  );
}
