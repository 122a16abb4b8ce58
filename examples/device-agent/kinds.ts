/** What a device of one kind says of itself, and what it can be told. Everything that it keeps of its household is in here, and `erase` forgets it. */
export interface Thing {
  /** A channel and what is said on it, this time round. `turn` counts from 0. */
  says(turn: number): { readonly channel: string; readonly payload: string };
  /** Does what it is told; `undefined`: it knows no such thing. Gives the channel on which it says what came of it. */
  told(verb: string, payload: Buffer): { readonly channel: string; readonly payload: string } | undefined;
  /** Forgets everything of its household. Gives short names of what was forgotten. */
  erase(): readonly string[];
}

export const KINDS = ['camera', 'lock', 'kettle'] as const;
export type Kind = (typeof KINDS)[number];

export function thing(kind: Kind, chance: () => number): Thing {
  switch (kind) {
    case 'camera':
      return camera(chance);
    case 'lock':
      return lock(chance);
    case 'kettle':
      return kettle(chance);
  }
}

const json = (value: object) => JSON.stringify(value);

function camera(chance: () => number): Thing {
  let recordings = 0;
  let recording = false;
  return {
    says(turn) {
      if (recording) recordings += 1;
      if (turn % 4 === 3) return { channel: 'motion', payload: json({ seen: chance() < 0.3 }) };
      return { channel: 'telemetry', payload: json({ temperature: Math.round((20 + chance() * 5) * 10) / 10, recordings }) };
    },
    told(verb) {
      if (verb !== 'record' && verb !== 'pause') return undefined;
      recording = verb === 'record';
      return { channel: 'status', payload: json({ recording }) };
    },
    erase() {
      recordings = 0;
      recording = false;
      return ['network-key', 'recordings'];
    },
  };
}

function lock(chance: () => number): Thing {
  let locked = true;
  return {
    says: (turn) =>
      turn % 2 === 0 ? { channel: 'telemetry', payload: json({ battery: Math.round(60 + chance() * 40) }) } : { channel: 'state', payload: json({ locked }) },
    told(verb) {
      if (verb !== 'lock' && verb !== 'unlock') return undefined;
      locked = verb === 'lock';
      return { channel: 'state', payload: json({ locked }) };
    },
    erase() {
      locked = true;
      return ['access-log', 'door-codes', 'network-key'];
    },
  };
}

function kettle(chance: () => number): Thing {
  let celsius = 18;
  let boiling = false;
  return {
    says() {
      celsius = boiling ? Math.min(100, celsius + 20) : Math.max(18, celsius - 3);
      if (celsius === 100) boiling = false;
      return { channel: 'telemetry', payload: json({ celsius, litres: Math.round(chance() * 15) / 10 }) };
    },
    told(verb) {
      if (verb !== 'boil' && verb !== 'stop') return undefined;
      boiling = verb === 'boil';
      return { channel: 'status', payload: json({ boiling }) };
    },
    erase() {
      boiling = false;
      return ['network-key', 'schedule'];
    },
  };
}
