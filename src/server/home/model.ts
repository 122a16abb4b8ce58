import { z } from '@hono/zod-openapi';
import { ROLES } from '../../product/household/model.ts';
import { moment } from '../model.ts';

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const role = z.enum(ROLES);
const deviceId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);

/** What the page of a home asks besides: how the introduction of this device stands. */
export const homeQuery = { device: deviceId.optional() };

const kind = z.enum(['operational', 'telemetry', 'personal', 'sensitive']);
export const introduction = z.object({
  device: z.string(),
  state: z.enum(['open', 'completed', 'expired', 'cancelled', 'replaced', 'contested']),
  until: moment,
  /** Somebody has pressed the button of the device. */
  pressed: z.boolean(),
});
export type Introduction = z.infer<typeof introduction>;

export const home = z
  .object({
    /** Whoever asks is of no home of this service. Everything else is absent then. */
    known: z.boolean(),
    member: z.string().optional(),
    role: role.optional(),
    name: z.string().optional(),
    at: moment.optional(),
    devices: list(z.object({ device: z.string(), product: z.string() })).optional(),
    members: list(z.object({ member: z.string(), name: z.string().optional(), role, until: moment.optional() })).optional(),
    shares: list(
      z.object({
        share: z.string(),
        device: z.string(),
        channel: z.string().optional(),
        to: z.string(),
        name: z.string().optional(),
        from: moment,
        until: moment,
      }),
    ).optional(),
    visits: list(
      z.object({ visit: z.string(), name: z.string().optional(), device: z.string().optional(), minutes: z.number().int(), until: moment.optional() }),
    ).optional(),
    consents: list(z.object({ purpose: z.string(), class: kind, givenAt: moment, until: moment.optional() })).optional(),
    /** What the operator would use and has not been allowed to, for an owner to agree to. */
    uses: list(z.object({ purpose: z.string(), class: kind })).optional(),
    /** Of the device that was asked for, where this home has shown its code. */
    introduction: introduction.optional(),
  })
  .openapi('Home');
export type Home = z.infer<typeof home>;

export const joining = z.strictObject({ code: z.string().max(64) });
/** `attempt`: 192 random bits of the browser's, the same for each try, so that a try whose answer was lost is not another home's. */
export const adding = z.strictObject({ code: z.string().max(1000), attempt: z.string().regex(/^[A-Za-z0-9_-]{32}$/) });
export const agreeing = z.strictObject({ purpose: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), class: kind });

export const shareId = z.string().regex(/^s_[a-z0-9]{20}$/);
export const visitId = z.string().regex(/^v_[a-z0-9]{20}$/);
