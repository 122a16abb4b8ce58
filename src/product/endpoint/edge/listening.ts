import type { Server } from 'node:net';
import { Refused } from '../../../core/index.ts';
import { endpointFaults } from '../faults.ts';

/** Listens, and gives the port. Throws `Refused` (ASSAY-ENDPOINT-001) where it cannot be had. */
export function listening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Refused(
          endpointFaults.fault('001', {
            message: `the device endpoint cannot be opened: ${error.message}`,
            expected: `port ${port} of ${host}`,
            found: error.message,
            remedy: 'Choose another port with --mqtt-port or --https-port, or end what holds it.',
          }),
        ),
      ),
    );
    server.listen(port, host, () => {
      const at = server.address();
      resolve(typeof at === 'object' && at !== null ? at.port : port);
    });
  });
}
