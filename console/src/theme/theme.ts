import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** The one accent: links, focus, the primary button. States have colours of their own (`tokens.css`). */
const signal: MantineColorsTuple = [
  '#eef0fe',
  '#dee2fc',
  '#bfc6f8',
  '#9ca7f3',
  '#7f8cee',
  '#6270e4',
  '#4654d3',
  '#3b47b8',
  '#333d97',
  '#2b3379',
]

const gray: MantineColorsTuple = [
  '#fafafb',
  '#f4f5f7',
  '#eaecef',
  '#dfe2e6',
  '#c6cad2',
  '#9aa1ad',
  '#666d7a',
  '#4c525e',
  '#343943',
  '#1b1e25',
]

const dark: MantineColorsTuple = [
  '#e7e8ec',
  '#bcc0c9',
  '#9398a3',
  '#686d79',
  '#343841',
  '#292c34',
  '#1e2127',
  '#15171b',
  '#101114',
  '#0b0c0e',
]

const sans =
  'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif'

/**
 * The console's look: quiet, dense, one accent. Also read by `vite.config.ts`, which writes its CSS variables into the
 * stylesheet, so it must not touch the browser.
 */
export const theme = createTheme({
  primaryColor: 'signal',
  primaryShade: 6,
  colors: { signal, gray, dark },
  black: '#1b1e25',
  white: '#ffffff',
  fontFamily: sans,
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontFamily: sans,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.1875rem', lineHeight: '1.35' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 250, fz: 'xs' } },
  },
})
