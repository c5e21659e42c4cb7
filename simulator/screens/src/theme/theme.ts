import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** The one accent: links, focus, the primary button. States have colours of their own (`tokens.css`). */
const azure: MantineColorsTuple = [
  '#eaf4fd',
  '#d3e7fa',
  '#a8cff4',
  '#79b5ed',
  '#4f9ce3',
  '#2682d4',
  '#0b5cab',
  '#094f94',
  '#083f76',
  '#072f58',
]

const gray: MantineColorsTuple = [
  '#fafbfc',
  '#f3f5f7',
  '#e8ecf0',
  '#dce2e8',
  '#c2cbd4',
  '#95a1ad',
  '#616d7a',
  '#46515d',
  '#303943',
  '#171d24',
]

const dark: MantineColorsTuple = [
  '#e6eaee',
  '#b9c2cb',
  '#8f9aa6',
  '#64707c',
  '#333d47',
  '#27303a',
  '#1c242c',
  '#131a21',
  '#0e141a',
  '#090d12',
]

const sans =
  'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif'

/**
 * The look of an admin's tool: dense, blue, with names in monospace. Also read by `vite.config.ts`, which writes its CSS
 * variables into the stylesheet, so it must not touch the browser.
 */
export const theme = createTheme({
  primaryColor: 'azure',
  primaryShade: 6,
  colors: { azure, gray, dark },
  black: '#171d24',
  white: '#ffffff',
  fontFamily: sans,
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontFamily: sans, fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 250, fz: 'xs' } },
  },
})
