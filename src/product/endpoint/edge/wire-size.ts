/** How many bytes of MQTT 5 a message is on the wire (section 3.3). Properties that no PUBLISH may have are not counted: none is sent. */
export function wireSize({
  topic,
  payload,
  qos = 0,
  properties = {},
}: {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos?: number;
  readonly properties?: Properties;
}): number {
  const own = propertiesSize(properties);
  const rest = 2 + Buffer.byteLength(topic) + (qos > 0 ? 2 : 0) + variable(own) + own + Buffer.byteLength(payload);
  return 1 + variable(rest) + rest;
}

interface Properties {
  readonly payloadFormatIndicator?: boolean | undefined;
  readonly messageExpiryInterval?: number | undefined;
  readonly contentType?: string | undefined;
  readonly responseTopic?: string | undefined;
  readonly correlationData?: Uint8Array | undefined;
  readonly subscriptionIdentifier?: number | readonly number[] | undefined;
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

function propertiesSize(given: Properties): number {
  const text = (value: string | Uint8Array | undefined) => (value === undefined ? 0 : 3 + Buffer.byteLength(value));
  const identifiers = given.subscriptionIdentifier === undefined ? [] : [given.subscriptionIdentifier].flat();
  const words = Object.entries(given.userProperties ?? {}).flatMap(([name, values]) => [values].flat().map((value) => [name, value] as const));
  return (
    (given.payloadFormatIndicator === undefined ? 0 : 2) +
    (given.messageExpiryInterval === undefined ? 0 : 5) +
    text(given.contentType) +
    text(given.responseTopic) +
    text(given.correlationData) +
    identifiers.reduce((sum, one) => sum + 1 + variable(one), 0) +
    words.reduce((sum, [name, value]) => sum + 5 + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  );
}

/** Of a number of variable length (section 1.5.5). */
const variable = (value: number): number => (value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4);
