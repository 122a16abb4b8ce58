import type { Desk } from './desk.ts';

/**
 * What can be asked of a service's judge: a pure function of the desk and a plain value, giving a plain value (both cross a thread). It may throw
 * `Refused`. The name is what `service.ask` calls it by.
 */
export interface Question<Input, Answer> {
  readonly name: string;
  readonly answer: (desk: Desk, input: Input) => Answer;
}

/** Declares a question. Handlers name it by the value, so that its types reach them: `service.ask(stackQuestion, { at })`. */
export function question<Input, Answer>(name: string, answer: (desk: Desk, input: Input) => Answer): Question<Input, Answer> {
  return { name, answer };
}

/** What can be read of a text that belongs to no service yet: a pure function of plain values, giving a plain value. It may throw `Refused`. */
export interface Reading<Input, Answer> {
  readonly name: string;
  readonly read: (input: Input) => Answer;
}

/** Declares a reading. Handlers name it by the value: `house.services.read(checking, { yaml })`. */
export function reading<Input, Answer>(name: string, read: (input: Input) => Answer): Reading<Input, Answer> {
  return { name, read };
}
