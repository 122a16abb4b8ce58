// Draws of properties. Outside CI every run draws anew and so explores; in CI the draws follow from the tree that is tested, so that the same tree has the same
// result twice, and the next commit draws others. `ASSAY_DRAWS=N` draws again what a run drew.
import fc from 'fast-check';

const draws = process.env['ASSAY_DRAWS'];
if (draws !== undefined && draws !== '') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(draws) });
