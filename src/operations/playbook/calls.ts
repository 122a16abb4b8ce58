import { hexHash } from '../../core/index.ts';
import { declared } from './check.ts';
import { demandOf } from './demand.ts';
import type { Command, Party, Playbook, Step } from './model.ts';
import type { Call, Place, SignIn } from './run.ts';
import { filled, type Values } from './variable.ts';

export type Action = Extract<Step, { readonly type: 'action' }>;

/** A call with what takes it back, or the variables that have no value. */
export type Made = { readonly call: Call; readonly undo?: string } | { readonly unknown: readonly string[] };

/** The commands of an action, each on each target, in the order of commands and then of targets. */
export function pairsOf(step: Action): readonly { readonly command: Command; readonly index: number; readonly target?: string }[] {
  return step.commands.flatMap((command, index) =>
    step.targets === undefined ? [{ command, index }] : step.targets.map((target) => ({ command, index, target })),
  );
}

export function callOf(
  playbook: Playbook,
  step: Action,
  values: Values,
  { run, place, n }: { readonly run: string; readonly place: Place; readonly n: number },
): Made {
  const pair = pairsOf(step)[n];
  if (pair === undefined) return { unknown: [] };
  const { command, index, target } = pair;
  const unknown: string[] = [];
  const fill = (text: string) => {
    const put = filled(text, values);
    unknown.push(...put.unknown);
    return put.text;
  };
  const party = partyOf(playbook, target ?? step.agent);
  const content = command.content ?? decoded(command.content_b64);
  const undo = demandOf(step).demand.undo?.[index];
  const said = fill(command.command ?? decoded(command.command_b64) ?? '');
  const call: Call = {
    key: hexHash('sha256', `${run} ${place} ${n}`).slice(0, 32),
    type: command.type,
    command: said,
    ...(content === undefined ? {} : { content: fill(content) }),
    headers: Object.fromEntries(Object.entries(command.headers ?? {}).map(([name, texts]) => [name, texts.map(fill)])),
    party: {
      type: party?.type ?? '',
      name: party?.name ?? '',
      address: Object.fromEntries(Object.entries(party?.address ?? {}).map(([kind, all]) => [kind, all.map((one) => fill(String(one)))])),
      ...(party?.port === undefined ? {} : { port: fill(party.port) }),
      ...(party?.authentication_info === undefined ? {} : { signIn: signInOf(playbook, party.authentication_info, fill) }),
    },
    gives: Object.fromEntries(outNames(step).map((name) => [name, declared(playbook, step, name)?.type ?? 'string'])),
    says: `${command.type}: ${said}`.slice(0, 500),
  };
  const back = undo === undefined ? undefined : fill(undo);
  if (unknown.length > 0) return { unknown: [...new Set(unknown)] };
  return back === undefined ? { call } : { call, undo: back };
}

/** CACAO writes the names of arguments bare and with `:value`; both are meant. */
export const outNames = (step: { readonly out_args?: readonly string[] | undefined }): readonly string[] =>
  (step.out_args ?? []).map((text) => text.replace(/:value$/, ''));

function partyOf(playbook: Playbook, id: string): Party | undefined {
  for (const among of [playbook.target_definitions, playbook.agent_definitions]) if (among !== undefined && Object.hasOwn(among, id)) return among[id];
  return undefined;
}

/** No secret of a playbook is taken: it stands in a file that many have read. The name under which a vault has one is. */
function signInOf(playbook: Playbook, id: string, fill: (text: string) => string): SignIn {
  const all = playbook.authentication_info_definitions ?? {};
  const found = (Object.hasOwn(all, id) ? all[id] : undefined) as Readonly<Record<string, unknown>> | undefined;
  const text = (name: string) => (typeof found?.[name] === 'string' ? (found[name] as string) : undefined);
  const [user, secret] = [text('user_id') ?? text('username'), found?.['kms'] === true ? text('kms_key_identifier') : undefined];
  return { type: text('type') ?? '', ...(user === undefined ? {} : { user: fill(user) }), ...(secret === undefined ? {} : { secret }) };
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
}
