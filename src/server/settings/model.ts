import { z } from '@hono/zod-openapi';
import { settings } from '../../product/settings/model.ts';
import { digest, reason } from '../model.ts';

export const settingsView = z
  .object({
    settings,
    /** Of the settings: a change names the one it was made on. */
    digest,
    /** Said at the start of the server, and changed by starting it anew. */
    atStart: z.object({ publicUrl: z.string() }),
    /** What the provider has to be told: where it sends people back to. */
    callback: z.string(),
  })
  .openapi('Settings');

export const settingsChange = z.strictObject({ settings, from: digest, reason });
