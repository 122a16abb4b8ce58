import { ledgerStoreContract } from '../../test/contracts/ledger-store.ts';
import { memoryStore } from './memory-store.ts';

ledgerStoreContract('in memory', (now) => {
  const store = memoryStore(now);
  return Promise.resolve({ store, dispose: () => store.close() });
});
