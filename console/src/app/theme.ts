import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: a deep blue that is legible on both grounds and is never a verdict. */
const ink: MantineColorsTuple = ['#eaf4fb', '#d5e6f2', '#a9cde5', '#7ab2d7', '#5499c9', '#3a86ba', '#2a75a8', '#1c6391', '#17547c', '#0e3f60'];
/** Cool greys for the dark ground, so that text of 7:1 does not glare. */
const dark: MantineColorsTuple = ['#dfe4ea', '#b9c2cc', '#8d98a5', '#5d6875', '#3c4651', '#2c343d', '#222931', '#181e25', '#12171d', '#0c1015'];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: { ink, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.15rem', lineHeight: '1.35' }, h3: { fontSize: '1rem', lineHeight: '1.4' } },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A long label wraps; one that is cut off says something else.
    Button: {
      styles: {
        root: { height: 'auto', minHeight: 'var(--button-height)', paddingBlock: 4 },
        label: { whiteSpace: 'normal', overflow: 'visible', height: 'auto' },
        // Where motion is reduced, the transition that would centre it is left out.
        loader: { transform: 'translate(-50%, -50%)' },
      },
    },
    // Every field is required unless its label says otherwise.
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 340, openDelay: 250, events: { hover: true, focus: true, touch: true } } },
    Modal: {
      defaultProps: {
        centered: false,
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    },
    Drawer: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } },
        position: 'right',
        size: 'min(40rem, 100vw)',
        overlayProps: { backgroundOpacity: 0.2 },
      },
    },
    Anchor: { defaultProps: { underline: 'always' } },
  },
});

/** Where Mantine's own colours fall below 4.5:1 for text. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfcfd',
    '--mantine-color-text': '#1b232b',
    '--mantine-color-dimmed': '#56616d',
    '--mantine-color-placeholder': '#66717d',
    '--mantine-color-error': '#a8321a',
  },
  dark: {
    '--mantine-color-body': '#12171d',
    '--mantine-color-text': '#e3e8ed',
    '--mantine-color-dimmed': '#a2adb8',
    '--mantine-color-placeholder': '#8d98a5',
    '--mantine-color-error': '#ff9d85',
    '--mantine-color-anchor': '#7ab2d7',
  },
});
