import { hex } from '../verify/bytes.ts';
import type { ProofHolds } from '../verify/proof.ts';
import classes from './ledger.module.css';

const ROW = 30;
const MIDDLE = 150;
const ASIDE = 110;
const short = (hash: Uint8Array) => hex(hash).slice(0, 8);

/** The way from an entry up to the root that was signed: at each step the hash beside it, left or right. The list below says the same. */
export function ProofPath({ proof }: { readonly proof: ProofHolds }) {
  const { steps, leaf, head } = proof;
  const height = (steps.length + 1) * ROW + 36;
  const y = (step: number) => height - 30 - step * ROW;
  const label = (x: number, at: number, text: string, bold = false) => (
    <text x={x} y={y(at) + 4} textAnchor="middle" fontSize="11" fontFamily="monospace" fontWeight={bold ? 700 : 400} fill="currentColor">
      {text}
    </text>
  );
  return (
    <>
      <svg
        className={classes['path']}
        viewBox={`0 0 300 ${height}`}
        width="300"
        height={height}
        role="img"
        aria-label={`A path of ${steps.length} hashes from the entry to the signed root`}
      >
        {steps.map((step, i) => {
          const x = step.side === 'left' ? MIDDLE - ASIDE : MIDDLE + ASIDE;
          return (
            <g key={hex(step.node)}>
              <line x1={MIDDLE} x2={MIDDLE} y1={y(i) - 8} y2={y(i + 1) + 8} stroke="var(--accent)" strokeWidth="2" />
              <line
                x1={step.side === 'left' ? x + 30 : x - 30}
                y1={y(i)}
                x2={step.side === 'left' ? MIDDLE - 30 : MIDDLE + 30}
                y2={y(i + 1)}
                stroke="var(--mantine-color-dimmed)"
              />
              {label(x, i, short(step.sibling))}
              {label(MIDDLE, i + 1, short(step.node), i === steps.length - 1)}
            </g>
          );
        })}
        {label(MIDDLE, 0, short(leaf), steps.length === 0)}
        <text x={MIDDLE} y={y(0) + 20} textAnchor="middle" fontSize="11" fill="var(--mantine-color-dimmed)">
          this entry
        </text>
        <text x={MIDDLE} y={y(steps.length) - 12} textAnchor="middle" fontSize="11" fill="var(--mantine-color-dimmed)">
          signed root
        </text>
      </svg>
      <details className={classes['raw']}>
        <summary>The same as a list</summary>
        <ol>
          <li>
            This entry: <code>{hex(leaf)}</code>
          </li>
          {steps.map((step, i) => (
            <li key={hex(step.node)}>
              with <code>{hex(step.sibling)}</code> on the {step.side} gives {i === steps.length - 1 ? 'the root, ' : ''}
              <code>{hex(step.node)}</code>
            </li>
          ))}
        </ol>
        Signed root of {head.size.toLocaleString('en-GB')} entries: <code>{hex(head.root)}</code>
      </details>
    </>
  );
}
