import { z } from 'zod';
import { deviceIdSchema } from '../../device/naming.ts';
import { command } from '../../fleet/edge/command.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { Closer } from '../../retirement/model.ts';
import type { DeviceEndpoint } from './open.ts';

/** What the endpoint brings to a fleet, wherever it is opened: the ends of sessions and of what is kept for them. */
export interface EndpointBrought extends Brought {
  readonly closers: readonly Closer[];
  /** The endpoint that this process has opened; `undefined` once it is closed. */
  attach(endpoint: DeviceEndpoint | undefined): void;
}

const NOWHERE = 'no endpoint is open, and so nothing is kept';

/**
 * Sessions and messages live in the memory of the process that has opened the endpoint, which is the one that holds the fleet: where there is none, there is nothing to end.
 * That a session ends does not wait for these: the fact of a retirement ends it before it is acknowledged.
 */
export function endpointBrought(): EndpointBrought {
  let endpoint: DeviceEndpoint | undefined;
  /** Whether a device is there now. Whether anybody could know: where no endpoint is open in this process, no device can be. */
  const session = command({
    name: 'endpoint.session',
    input: z.strictObject({ device: deviceIdSchema }),
    handle: (_, { device }) => ({ served: endpoint !== undefined, open: endpoint?.hasSession(device) ?? false }),
  });
  return {
    room: { projectors: [], commands: [session] },
    attach(to) {
      endpoint = to;
    },
    closers: [
      {
        name: 'endpoint.disconnect',
        async close({ device }) {
          if (endpoint === undefined) return NOWHERE;
          await endpoint.disconnect(device);
          return 'no session is open';
        },
      },
      {
        name: 'endpoint.forget',
        async close({ device }) {
          if (endpoint === undefined) return NOWHERE;
          const { retained, queued } = await endpoint.forget(device);
          return `${retained} retained, ${queued} queued`;
        },
      },
    ],
  };
}
