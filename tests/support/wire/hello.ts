/** What the server says of itself: a replica set of one, so that drivers use sessions and transactions. */
export function hello(address: string): object {
  return {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    setName: 'amanah',
    setVersion: 1,
    hosts: [address],
    me: address,
    primary: address,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: 1,
  }
}
