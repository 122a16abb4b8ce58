import '@mantine/core/styles.css';
import './app/tokens.css';
import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { sayArrival } from './app/arrived.ts';
import { handNonceOn } from './app/nonce.ts';

handNonceOn();
sayArrival();
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
