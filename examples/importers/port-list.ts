import { type Importer, importFaults, type Item, stateItems } from '../../src/evidence/import/index.ts';
import { Refused } from '../../src/core/index.ts';

const LINE = /^(\S+) (\d+)\/tcp (open|closed|unreachable)$/;

/** Lines such as `camera 23/tcp closed`, as an invented port lister writes them. */
export const portList: Importer = {
  format: 'port-list',
  about: 'a list of ports, one a line: part, port, state',
  recognises: (text) => LINE.test(text.split('\n')[0] ?? ''),
  read(text, context, mapping) {
    const items = text.trim().split('\n').map((line, i): Item => {
      const [, part, port, state] = LINE.exec(line) ?? [];
      if (part === undefined || port === undefined) {
        const message = `line ${i + 1} is no line of a port list`;
        throw new Refused(importFaults.fault('003', { message, file: context.file, line: i + 1, expected: 'camera 23/tcp closed', found: line, remedy: 'Give the list as it was written.' }));
      }
      return {
        at: `line ${i + 1}`,
        whole: line,
        fields: new Map([['port', port]]),
        subject: part,
        outcome: state === 'unreachable' ? { kind: 'undecided', why: 'nobody answered' } : { kind: state === 'open' ? 'fail' : 'pass' },
        source: 'port lister',
        mediaType: 'text/plain',
        momentAt: 'the list',
      };
    });
    const { left: _, ...stated } = stateItems(items, context, mapping, (item) =>
      ['22', '23'].includes(item.fields.get('port') ?? '') ? { from: 'ports 22 and 23', claim: 'device.no-remote-shell', value: { is: true } } : undefined,
    );
    return { format: 'port-list', ...stated, lost: [] };
  },
};
