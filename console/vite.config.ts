import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The console is built into console/dist, which the server serves as it is; only the nonce in index.html is replaced, in every answer.
// biome-ignore lint/style/noDefaultExport: Vite reads nothing else
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // Nothing inline: the content security policy allows data: for pictures alone, and a file of its own can be cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1600,
  },
  worker: { format: 'es' },
  server: { port: 8421, strictPort: true, proxy: { '/api': 'http://localhost:8420' } },
});
