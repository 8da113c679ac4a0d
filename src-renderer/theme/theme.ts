import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'
import { t } from '../i18n/index.ts'

const accent: MantineColorsTuple = [
  '#eef1ff',
  '#dbe1ff',
  '#b4c0ff',
  '#94a6ff',
  '#7d92ff',
  '#5b74ff',
  '#3d5af1',
  '#3450dd',
  '#2c43bd',
  '#22349a',
]
const red: MantineColorsTuple = [
  '#fdebec',
  '#f9d2d5',
  '#f6b3b8',
  '#f58a92',
  '#f27d86',
  '#da4a55',
  '#c4303b',
  '#b3262f',
  '#931d26',
  '#75151c',
]
const gray: MantineColorsTuple = [
  '#fafbfc',
  '#f6f7f9',
  '#eceff3',
  '#e1e5ea',
  '#cbd2db',
  '#8a94a6',
  '#5f6979',
  '#454f5e',
  '#2b323d',
  '#14181f',
]
const dark: MantineColorsTuple = [
  '#e8ecf2',
  '#b0bac8',
  '#8d98ac',
  '#6b768a',
  '#262d38',
  '#1e242d',
  '#151a21',
  '#12161c',
  '#0e1116',
  '#0a0c10',
]

const popup = { transitionProps: { duration: 90 }, shadow: 'md', radius: 8 } as const

/** Mantine in our proportions: 30 px controls, 13.5 px text, 4 px grid, one accent, short motion. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  colors: { accent, red, gray, dark },
  black: '#14181f',
  white: '#ffffff',
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13.5px', md: '14px', lg: '16px', xl: '19px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '7px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  // What is filled is bright in the dark, so its text is dark there: the token knows.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input)
    return input.variant === 'filled' ? { ...colors, color: 'var(--on-accent)' } : colors
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm', variant: 'default' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm', hideControls: true } },
    Textarea: { defaultProps: { size: 'sm', autosize: true, minRows: 3 } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, comboboxProps: popup } },
    MultiSelect: { defaultProps: { size: 'sm', comboboxProps: popup } },
    TagsInput: { defaultProps: { size: 'sm', comboboxProps: popup } },
    Menu: { defaultProps: popup },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } },
    Modal: {
      defaultProps: {
        closeButtonProps: { 'aria-label': t('common.close') },
        centered: true,
        radius: 12,
        transitionProps: { duration: 110, transition: 'fade' },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
  },
})

/** Mantine's own variables take their values from our tokens, so that both schemes are told once (tokens.css). */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--panel)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-default': 'var(--panel)',
    '--mantine-color-default-hover': 'var(--panel-2)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--accent-ink)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
    '--mantine-primary-color-light-color': 'var(--accent-ink)',
    '--input-height-sm': 'var(--control)',
    '--button-height-sm': 'var(--control)',
  }
  return { variables: {}, light: shared, dark: shared }
}
